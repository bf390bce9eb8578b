"""Stacks on a host: what a deployment, an update, a change set and a deletion return, and what their failures say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.template_source import MAX_BODY
from cfnproof.errors import CfnproofError, TemplateError
from cfnproof.hosts.host import Host
from cfnproof.hosts.registry import HOSTS
from cfnproof.hosts.stack_records import StackEvent, StackFailedError, StackRefusedError
from cfnproof.hosts.stack_templates import body_of, stack_name_of
from cfnproof.hosts.stacks import create_change_set, deploy

QUEUE = """\
Parameters:
  Delay: {Type: Number, Default: 0}
  Wait: {Type: Number, Default: 1}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: !Ref Delay, ReceiveMessageWaitTimeSeconds: !Ref Wait}
Outputs:
  Url: {Value: !Ref Queue}
  Delay: {Value: !Ref Delay}
"""
FAILING = """\
Resources:
  First: {Type: AWS::SQS::Queue}
  Second:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Sub 'https://sqs.us-east-1.amazonaws.com/${AWS::AccountId}/absent']
      PolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: sqs:SendMessage, Resource: '*'}
"""


@pytest.fixture
def host() -> Iterator[Host]:
    """A fresh account."""
    with HOSTS["moto"]("us-east-1") as started:
        yield started


def delay_of(host: Host, url: str) -> str:
    """The DelaySeconds of a queue."""
    attributes = host.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])["Attributes"]
    return str(attributes["DelaySeconds"])


def test_deploy_a_file(host: Host, tmp_path: Path) -> None:
    """The stack is there, with its outputs, resources and tags."""
    file = tmp_path / "queue.yaml"
    file.write_text(QUEUE, encoding="utf-8")
    stack = deploy(host.client, "queues", file, {"Delay": "5"}, tags={"Team": "ml"})
    assert (stack.name, stack.status) == ("queues", "CREATE_COMPLETE")
    assert stack.id.startswith(f"arn:aws:cloudformation:us-east-1:{host.account}:stack/queues/")
    assert stack.outputs["Delay"] == "5"
    assert delay_of(host, stack.outputs["Url"]) == "5"
    queue = stack.resources()["Queue"]
    assert (queue.physical_id, queue.type, queue.status) == (stack.outputs["Url"], "AWS::SQS::Queue", "CREATE_COMPLETE")
    assert host.client("sqs").list_queue_tags(QueueUrl=stack.outputs["Url"])["Tags"]["Team"] == "ml"


def test_events_are_seen_in_order(host: Host) -> None:
    """While the stack is made, and afterwards the same ones."""
    seen: list[StackEvent] = []
    stack = deploy(host.client, "queues", QUEUE, on_event=seen.append)
    assert tuple(seen) == stack.events()
    shown = [(event.logical_id, event.status) for event in seen]
    assert shown[0] == ("queues", "CREATE_IN_PROGRESS")
    assert shown.index(("Queue", "CREATE_COMPLETE")) == len(shown) - 2
    assert shown[-1] == ("queues", "CREATE_COMPLETE")


def test_update_keeps_what_is_left_out(host: Host) -> None:
    """Template, tags and every other parameter."""
    stack = deploy(host.client, "queues", QUEUE, {"Delay": "5", "Wait": "7"}, tags={"Team": "ml"})
    updated = stack.update(parameters={"Delay": "6"})
    assert (updated.id, updated.status, updated.outputs["Delay"]) == (stack.id, "UPDATE_COMPLETE", "6")
    described = host.client("cloudformation").describe_stacks(StackName="queues")["Stacks"][0]
    values = {one["ParameterKey"]: one["ParameterValue"] for one in described["Parameters"]}
    assert values == {"Delay": "6", "Wait": "7"}
    assert described["Tags"] == [{"Key": "Team", "Value": "ml"}]


def test_update_with_a_template_that_lacks_a_parameter(host: Host) -> None:
    """The parameter is not handed on: AWS refuses one that the template does not declare."""
    stack = deploy(host.client, "queues", QUEUE, {"Delay": "5", "Wait": "7"})
    smaller = QUEUE.replace("  Wait: {Type: Number, Default: 1}\n", "").replace("!Ref Wait", "'2'")
    updated = stack.update(smaller)
    assert updated.outputs["Delay"] == "5"


def test_update_without_changes_is_refused(host: Host) -> None:
    """As AWS does. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
    stack = deploy(host.client, "queues", QUEUE)
    with pytest.raises(StackRefusedError, match="No updates are to be performed") as caught:
        stack.update()
    assert (caught.value.code, caught.value.reason) == ("ValidationError", "No updates are to be performed.")
    assert isinstance(caught.value.__cause__, ClientError)


def test_change_set(host: Host) -> None:
    """Says what it would change, changes nothing until it is executed, and then just that."""
    stack = deploy(host.client, "queues", QUEUE, {"Delay": "5"})
    prepared = stack.change_set("slower", parameters={"Delay": "9"})
    assert (prepared.name, prepared.status, prepared.stack_id) == ("slower", "CREATE_COMPLETE", stack.id)
    (change,) = prepared.changes
    assert (change.action, change.logical_id, change.replacement) == ("Modify", "Queue", "False")
    assert change.physical_id == stack.outputs["Url"]
    assert "Properties" in change.scope
    assert delay_of(host, stack.outputs["Url"]) == "5"
    assert prepared.execute().outputs["Delay"] == "9"
    assert delay_of(host, stack.outputs["Url"]) == "9"


def test_change_set_without_changes(host: Host) -> None:
    """Has AWS's status and reason."""
    stack = deploy(host.client, "queues", QUEUE)
    prepared = stack.change_set("nothing")
    assert (prepared.status, prepared.changes) == ("FAILED", ())
    assert "didn't contain changes" in prepared.reason
    prepared.delete()
    assert host.client("cloudformation").list_change_sets(StackName="queues")["Summaries"] == []


def test_change_set_of_a_new_stack(host: Host) -> None:
    """Adds everything once it is executed."""
    prepared = create_change_set(host.client, "queues", "first", QUEUE, {"Delay": "3"})
    assert [(one.action, one.logical_id) for one in prepared.changes] == [("Add", "Queue")]
    stack = prepared.execute()
    assert (stack.name, stack.status, stack.outputs["Delay"]) == ("queues", "CREATE_COMPLETE", "3")


def test_delete(host: Host) -> None:
    """The stack and its resources are gone."""
    stack = deploy(host.client, "queues", QUEUE)
    assert stack.delete().status == "DELETE_COMPLETE"
    assert "QueueUrls" not in host.client("sqs").list_queues()


def test_a_stack_that_fails_says_why(host: Host) -> None:
    """Every failed event stands in the message, with AWS's reason."""
    with pytest.raises(StackFailedError) as caught:
        deploy(host.client, "queues", FAILING)
    assert (caught.value.stack, caught.value.status) == ("queues", "ROLLBACK_COMPLETE")
    (failure,) = caught.value.failures
    assert (failure.logical_id, failure.status) == ("Second", "CREATE_FAILED")
    assert failure.reason
    assert f"\n  Second CREATE_FAILED: {failure.reason}" in caught.value.message
    assert "stack 'queues' ended ROLLBACK_COMPLETE" in caught.value.message


def test_a_failed_update_tells_its_own_events_only(host: Host) -> None:
    """Not those of the creation before it."""
    stack = deploy(host.client, "queues", QUEUE)
    with pytest.raises(StackFailedError) as caught:
        stack.update(FAILING)
    assert caught.value.status == "UPDATE_ROLLBACK_COMPLETE"
    assert [one.logical_id for one in caught.value.failures] == ["Second"]
    assert ("queues", "CREATE_COMPLETE") not in [(one.logical_id, one.status) for one in caught.value.events]


class NeverSettled:
    """CloudFormation whose stacks never settle."""

    def __init__(self, api: Any) -> None:  # noqa: ANN401  # boto3's clients have no types
        self._api = api

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # as above
        """Everything else is the real one's."""
        return getattr(self._api, name)

    def describe_stacks(self, **members: str) -> Any:  # noqa: ANN401  # as above
        """The real answer with another status."""
        answer = self._api.describe_stacks(**members)
        answer["Stacks"][0]["StackStatus"] = "CREATE_IN_PROGRESS"
        return answer


def test_the_deadline(host: Host) -> None:
    """Names the status in which the stack still was."""
    with pytest.raises(StackFailedError, match=r"stack 'queues' was still CREATE_IN_PROGRESS after 0\.2 s"):
        deploy(lambda service: NeverSettled(host.client(service)), "queues", QUEUE, timeout=0.2)


def test_a_refused_request(host: Host) -> None:
    """Carries AWS's code and words."""
    with pytest.raises(
        StackRefusedError, match=r"CreateStack of stack 'queues' was refused: ValidationError: .*Colour"
    ):
        deploy(host.client, "queues", QUEUE, {"Colour": "red"})


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_large_template_goes_through_s3(region: str) -> None:
    """And leaves no bucket behind."""
    large = QUEUE + f"Metadata: {{Text: '{'x' * MAX_BODY}'}}\n"
    with HOSTS["moto"](region) as host:
        stack = deploy(host.client, "queues", large)
        assert stack.status == "CREATE_COMPLETE"
        assert stack.update(large.replace("xx'", "xy'"), {"Delay": "4"}).outputs["Delay"] == "4"
        assert host.client("s3").list_buckets()["Buckets"] == []


@pytest.mark.parametrize(
    ("file", "name"),
    [("cfn/ml_deployment.yaml", "ml-deployment"), ("2nd.json", "stack-2nd"), (f"{'a' * 200}.yaml", "a" * 128)],
)
def test_stack_names(file: str, name: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html."""
    assert stack_name_of(Path(file)) == name


def test_a_path_in_a_str_is_refused() -> None:
    """It would reach AWS as a template's text."""
    with pytest.raises(CfnproofError, match=r"'cfn/a.yaml' is a path: give Path"):
        body_of("cfn/a.yaml")


def test_a_file_that_is_not_there(host: Host, tmp_path: Path) -> None:
    """Is an error before anything is sent."""
    with pytest.raises(TemplateError):
        deploy(host.client, "queues", tmp_path / "absent.yaml")
