"""As what CloudFormation actions name stacks and change sets: as policies can be evaluated for.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

from collections.abc import Iterator
from typing import Any

import pytest

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.emulator.codepipeline.service import CodePipeline
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.codepipeline.conftest import ROLE
from tests.unit.emulator.codepipeline.declarations import action
from tests.waiting import until

OWN = f"arn:aws:iam::{ACCOUNT}:role/action"
ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/endpoint/1"
STACK = {"StackId": ID, "StackName": "endpoint", "StackStatus": "CREATE_COMPLETE"}
PLACES = ("endpoint", ID)
"""Of both the ARN is `stack/endpoint/…`."""


class _Archive:
    """An object in S3, which can be read again and again."""

    def read(self) -> bytes:
        """Its data."""
        return zipped({"template.json": b"{}"})


ANSWERS: dict[str, Any] = {
    "assume_role": {"Credentials": {"AccessKeyId": OWN}},
    "get_bucket_location": {"LocationConstraint": REGION},
    "get_bucket_versioning": {"Status": "Enabled"},
    "get_bucket_acl": {},
    "head_object": {"VersionId": "v", "ETag": "e"},
    "get_object": {"Body": _Archive(), "ETag": "e"},
    "put_object": {"VersionId": "v"},
    "describe_stacks": {"Stacks": [STACK]},
    "describe_change_set": {"StackId": ID, "Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE"},
    "delete_change_set": {},
    "create_change_set": {"Id": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/next/1", "StackId": ID},
    "execute_change_set": {},
}


def _act(name: str, run_order: int, mode: str, **members: str) -> dict[str, Any]:
    configuration = {"ActionMode": mode, "StackName": "endpoint", "ChangeSetName": "next", **members}
    return action(name, "Deploy", "CloudFormation", configuration=configuration, runOrder=run_order, roleArn=OWN)


def _pipeline() -> dict[str, Any]:
    source = {"S3Bucket": "code", "S3ObjectKey": "code.zip", "PollForSourceChanges": "false"}
    fetch = action("Fetch", "Source", "S3", configuration=source, outputArtifacts=[{"name": "Code"}])
    replace = _act("Replace", 1, "CHANGE_SET_REPLACE", RoleArn=ROLE, TemplatePath="Code::template.json")
    replace["inputArtifacts"] = [{"name": "Code"}]
    deploy = [replace, _act("Execute", 2, "CHANGE_SET_EXECUTE")]
    stages = [{"name": "Source", "actions": [fetch]}, {"name": "Deploy", "actions": deploy}]
    store = {"type": "S3", "location": "artifacts"}
    return {"name": "release", "roleArn": ROLE, "artifactStore": store, "stages": stages}


def _steps() -> Iterator[dict[str, Any] | str]:
    """What DescribeChangeSet answers in turn: there is one, it is gone, the new one twice."""
    yield ANSWERS["describe_change_set"]
    yield "ChangeSetNotFound"
    while True:
        yield ANSWERS["describe_change_set"]


class _Answers(dict[str, Any]):
    """Answers of which one changes."""

    def __init__(self) -> None:
        super().__init__(ANSWERS)
        self._steps = _steps()

    def __getitem__(self, method: str) -> Any:  # noqa: ANN401  # as boto3
        return next(self._steps) if method == "describe_change_set" else super().__getitem__(method)


@pytest.fixture
def asked() -> list[tuple[str, str, Any]]:
    """Who asked for what in a deployment whose actions have a role of their own."""
    codepipeline = Emulated(CodePipeline())
    codepipeline.clients.roles.add(ROLE)
    codepipeline.clients.answers = _Answers()
    codepipeline.call("CreatePipeline", pipeline=_pipeline())
    until(
        lambda: codepipeline.call("ListActionExecutions", pipelineName="release")["actionExecutionDetails"],
        lambda found: [one["status"] for one in found] == ["Succeeded"] * 3,
        "the end of the deployment",
    )
    assert codepipeline.work.stop() == ()
    return codepipeline.clients.asked


def test_stacks_and_change_sets_have_their_names(asked: list[tuple[str, str, Any]]) -> None:
    """The key cloudformation:ChangeSetName has the change set's name in every request, the ARN is the stack's."""
    change_sets = [(method, members) for _, method, members in asked if method.endswith("change_set")]
    assert [method.removesuffix("_change_set") for method, _ in change_sets] == [
        *("describe", "delete", "describe", "create", "describe"),
        *("describe", "execute"),
    ]
    assert {(members["StackName"], members["ChangeSetName"]) for _, members in change_sets} == {("endpoint", "next")}
    assert {members["StackName"] for _, method, members in asked if method == "describe_stacks"} <= set(PLACES)


def test_an_action_with_a_role_of_its_own_works_as_that_role(asked: list[tuple[str, str, Any]]) -> None:
    """Which the pipeline's role assumes; the source, which has none, works as the pipeline's.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
    """
    assert {members["RoleArn"] for who, method, members in asked if (who, method) == (ROLE, "assume_role")} == {OWN}
    assert {who for who, method, _ in asked if method.endswith(("change_set", "describe_stacks"))} == {OWN}
    written = [who for who, method, _ in asked if method == "put_object"]
    read = [who for who, method, members in asked if method == "get_object" and members["Bucket"] == "artifacts"]
    looked = [who for who, method, members in asked if method == "get_bucket_acl" and members["Bucket"] == "artifacts"]
    assert (written, read, looked) == ([ROLE], [OWN], [ROLE, OWN])
