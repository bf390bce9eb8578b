"""State machines are made, changed and deleted through Step Functions."""

import json
from collections.abc import Iterator

import pytest

from cfnproof.emulator.cloudformation.handlers.stepfunctions import ROWS
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT, REGION, Account, account, changed, made

MACHINE = TableHandler(ROWS[0])
ROLE = f"arn:aws:iam::{ACCOUNT}:role/runs"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:runs:*"
LOGGING = {
    "Level": "ALL",
    "IncludeExecutionData": "true",
    "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": LOGS}}],
}


def waiting(seconds: object) -> dict[str, object]:
    """A definition with one state."""
    return {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": seconds, "End": True}}}


@pytest.fixture
def aws() -> Iterator[Account]:
    """An account with a bucket `definitions` that keeps versions."""
    with account() as one:
        s3 = one.client("s3")
        s3.create_bucket(Bucket="definitions", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket="definitions", VersioningConfiguration={"Status": "Enabled"})
        yield one


def described(aws: Account, arn: str) -> dict[str, object]:
    """What DescribeStateMachine says of a state machine, its definition parsed."""
    found: dict[str, object] = aws.client("stepfunctions").describe_state_machine(stateMachineArn=arn)
    return found | {"definition": json.loads(str(found["definition"]))}


def test_a_state_machine_is_made(aws: Account) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html."""
    given = {"Definition": waiting(1), "RoleArn": ROLE, "StateMachineType": "EXPRESS", "LoggingConfiguration": LOGGING}
    tags = [{"Key": "own", "Value": "1"}]
    target = aws.target(MACHINE, given | {"TracingConfiguration": {"Enabled": True}, "Tags": tags})
    arn = made(MACHINE, target)
    found = described(aws, arn)
    name = str(found["name"])
    assert arn == f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}"
    assert name.startswith("Thing-"), "without the stack's name"
    assert (found["definition"], found["roleArn"], found["type"]) == (waiting(1), ROLE, "EXPRESS")
    assert found["tracingConfiguration"] == {"enabled": True}
    destinations = [{"cloudWatchLogsLogGroup": {"logGroupArn": LOGS}}]
    assert found["loggingConfiguration"] == {"level": "ALL", "includeExecutionData": True, "destinations": destinations}
    attributes = MACHINE.read(target, arn)
    assert (attributes["Arn"], attributes["Name"]) == (arn, name)
    assert attributes["StateMachineRevisionId"] == "INITIAL"
    stored = aws.client("stepfunctions").list_tags_for_resource(resourceArn=arn)["tags"]
    assert {tag["key"]: tag["value"] for tag in stored} == {"team": "ml", "own": "1"}


def test_a_generated_name_is_cut_at_forty_characters(aws: Account) -> None:
    """https://github.com/aws-cloudformation/cloudformation-cli-java-plugin: IdentifierUtils, as AWS's handler."""
    target = aws.target(MACHINE, {"Definition": waiting(1), "RoleArn": ROLE}, logical_id="A" * 60)
    name = MACHINE.read(target, made(MACHINE, target))["Name"]
    assert len(name) == 40
    assert name.startswith("A" * 27 + "-")


@pytest.mark.parametrize("source", ["Definition", "DefinitionString"])
def test_substitutions_are_made_in_the_definition(aws: Account, source: str) -> None:
    """A name that has no value stays, as AWS's handler leaves it."""
    definition = {"Comment": "${Stage} ${Unknown} ${On}", **waiting(1)}
    value = definition if source == "Definition" else json.dumps(definition)
    given = {source: value, "DefinitionSubstitutions": {"Stage": "live", "On": True}, "RoleArn": ROLE}
    found = described(aws, made(MACHINE, aws.target(MACHINE, given)))
    assert found["definition"] == {"Comment": "live ${Unknown} true", **waiting(1)}


@pytest.mark.parametrize("text", ["{seconds: ${Seconds}}", '{"seconds": ${Seconds}}'])
def test_a_definition_is_read_from_s3_in_the_version_that_is_named(aws: Account, text: str) -> None:
    """JSON or YAML, after substitution; the version is optional."""
    s3 = aws.client("s3")
    states = text.replace("seconds:", "Seconds:").replace('"seconds"', '"Seconds"')
    body = f'{{"StartAt": "Rest", "States": {{"Rest": {states[:-1]}, "Type": "Wait", "End": true}}}}}}'
    version = s3.put_object(Bucket="definitions", Key="run", Body=body.encode())["VersionId"]
    s3.put_object(Bucket="definitions", Key="run", Body=json.dumps(waiting(9)).encode())
    place = {"Bucket": "definitions", "Key": "run"}
    given = {
        "DefinitionS3Location": place | {"Version": version},
        "DefinitionSubstitutions": {"Seconds": 5},
        "RoleArn": ROLE,
    }
    target = aws.target(MACHINE, given)
    arn = made(MACHINE, target)
    assert described(aws, arn)["definition"] == waiting(5)
    changed(MACHINE, target, arn, {"DefinitionS3Location": place, "RoleArn": ROLE})
    assert described(aws, arn)["definition"] == waiting(9)


@pytest.mark.parametrize(
    ("definitions", "reason"),
    [
        ({}, "Required key [DefinitionS3Location], [Definition] or [DefinitionString] not found."),
        ({"Definition": {}, "DefinitionString": "{}"}, "but not both."),
        ({"DefinitionS3Location": {"Bucket": "definitions", "Key": "broken"}}, "Invalid StateMachine definition file."),
        ({"DefinitionS3Location": {"Bucket": "definitions", "Key": "large"}}, "file cannot exceed 1MB."),
    ],
)
def test_a_definition_that_cannot_be_had_is_refused(aws: Account, definitions: dict[str, object], reason: str) -> None:
    """https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions: its messages."""
    aws.client("s3").put_object(Bucket="definitions", Key="broken", Body=b"{: [")
    aws.client("s3").put_object(Bucket="definitions", Key="large", Body=b" " * 1048577)
    with pytest.raises(HandlerError) as caught:
        made(MACHINE, aws.target(MACHINE, definitions | {"RoleArn": ROLE}))
    assert caught.value.message.endswith(reason)
    assert aws.client("stepfunctions").list_state_machines()["stateMachines"] == []


def test_a_state_machine_changes_and_goes(aws: Account) -> None:
    """What is no longer stated falls back to Step Functions' defaults."""
    given = {
        "Definition": waiting(1),
        "RoleArn": ROLE,
        "LoggingConfiguration": LOGGING,
        "Tags": [{"Key": "own", "Value": "1"}],
    }
    target = aws.target(MACHINE, given | {"TracingConfiguration": {"Enabled": True}})
    arn = made(MACHINE, target)
    after = {
        "DefinitionString": json.dumps(waiting(2)),
        "RoleArn": f"{ROLE}-now",
        "Tags": [{"Key": "other", "Value": "2"}],
    }
    changed(MACHINE, target, arn, after)
    found = described(aws, arn)
    assert (found["definition"], found["roleArn"]) == (waiting(2), f"{ROLE}-now")
    assert found["loggingConfiguration"] == {"level": "OFF", "includeExecutionData": False, "destinations": []}
    assert found["tracingConfiguration"] == {"enabled": False}
    stored = aws.client("stepfunctions").list_tags_for_resource(resourceArn=arn)["tags"]
    assert {tag["key"]: tag["value"] for tag in stored} == {"team": "ml", "other": "2"}
    MACHINE.delete(target, arn)
    assert MACHINE.gone(target, arn)
    MACHINE.delete(target, arn)


def test_a_state_machine_that_is_being_deleted_is_not_gone(aws: Account) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html: DELETING first."""
    target = aws.target(MACHINE, {"Definition": waiting(1), "RoleArn": ROLE})
    arn = made(MACHINE, target)

    def deleting(parsed: dict[str, object], **_: object) -> None:
        parsed["status"] = "DELETING"

    aws.clients("stepfunctions").meta.events.register("after-call.sfn.DescribeStateMachine", deleting)
    assert not MACHINE.gone(target, arn)
    assert not MACHINE.ready(target, arn)
