"""AWS::CodeCommit::Repository.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codecommit-repository.html
"""

from typing import Any

import pytest

from cfnproof.emulator.cloudformation.handlers.codecommit import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from cfnproof.emulator.codecommit.service import CodeCommit
from tests.unit.emulator.account import ACCOUNT, REGION, Emulated
from tests.unit.emulator.cloudformation.handlers.services import STACK_TAGS, Stack

_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:changes"
_TRIGGER = {"Name": "told", "DestinationArn": _TOPIC, "Branches": ["main"], "Events": ["all"]}
_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"


@pytest.fixture
def stack() -> Stack:
    """A stack with a repository to make."""
    (handler,) = HANDLERS
    emulated = Emulated(CodeCommit())
    key = {"Arn": _KEY, "KeyState": "Enabled", "KeyUsage": "ENCRYPT_DECRYPT"}
    emulated.clients.answers["describe_key"] = {"KeyMetadata": key}
    return Stack(handler, emulated)


def described(stack: Stack, name: str = "models") -> dict[str, Any]:
    """What GetRepository says."""
    found: dict[str, Any] = stack.emulated.call("GetRepository", repositoryName=name)["repositoryMetadata"]
    return found


def tags(stack: Stack) -> dict[str, str]:
    """What ListTagsForResource says of the repository."""
    arn = stack.attributes()["Arn"]
    found: dict[str, str] = stack.emulated.call("ListTagsForResource", resourceArn=arn)["tags"]
    return found


def test_ref_is_the_id_and_the_attributes_are_those_of_the_page(stack: Stack) -> None:
    """As the type's page has its return values."""
    physical_id = stack.create(RepositoryName="models", RepositoryDescription="code")
    found = described(stack)
    assert physical_id == found["repositoryId"]
    assert found["repositoryDescription"] == "code"
    assert stack.attributes() == {
        "Arn": found["Arn"],
        "Name": "models",
        "CloneUrlHttp": found["cloneUrlHttp"],
        "CloneUrlSsh": found["cloneUrlSsh"],
        "RepositoryId": physical_id,
    }
    assert stack.emulated.calls[0] == "CreateRepository"
    assert "PutRepositoryTriggers" not in stack.emulated.calls


def test_a_new_name_needs_no_replacement(stack: Stack) -> None:
    """The page says of RepositoryName: no interruption."""
    physical_id = stack.create(RepositoryName="models")
    called = stack.update(RepositoryName="training", RepositoryDescription="new")
    assert called == ["ListRepositories", "UpdateRepositoryName", "UpdateRepositoryDescription"]
    assert described(stack, "training")["repositoryId"] == physical_id
    assert stack.attributes()["Name"] == "training"


CHANGES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"RepositoryDescription": "new"}, ["UpdateRepositoryDescription"]),
    ({"KmsKeyId": _KEY}, ["UpdateRepositoryEncryptionKey"]),
    ({"Triggers": [_TRIGGER]}, ["PutRepositoryTriggers"]),
    ({"Tags": [{"Key": "Team", "Value": "ml"}]}, ["TagResource"]),
]


@pytest.mark.parametrize(("change", "called"), CHANGES, ids=[", ".join(case[1]) or "nothing" for case in CHANGES])
def test_a_property_is_set_and_unset_by_its_own_call(stack: Stack, change: dict[str, Any], called: list[str]) -> None:
    """And no other, so that a role needs no more."""
    stack.create(RepositoryName="models")
    before, tagged = described(stack), tags(stack)
    assert stack.update(RepositoryName="models", **change) == called
    assert stack.update(RepositoryName="models") == [name.replace("TagResource", "UntagResource") for name in called]
    after = described(stack)
    assert {**after, "lastModifiedDate": None} == {**before, "lastModifiedDate": None}
    assert tags(stack) == tagged == STACK_TAGS
    assert stack.emulated.call("GetRepositoryTriggers", repositoryName="models")["triggers"] == []


def test_triggers_are_made_after_the_repository(stack: Stack) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutRepositoryTriggers.html."""
    stack.create(RepositoryName="models", Triggers=[_TRIGGER])
    assert stack.emulated.calls[:2] == ["CreateRepository", "PutRepositoryTriggers"]
    (trigger,) = stack.emulated.call("GetRepositoryTriggers", repositoryName="models")["triggers"]
    assert trigger == {"name": "told", "destinationArn": _TOPIC, "branches": ["main"], "events": ["all"]}


def test_a_repository_is_deleted_under_the_name_that_it_has(stack: Stack) -> None:
    """Also after it was renamed by hand, and twice."""
    stack.create(RepositoryName="models")
    stack.emulated.call("UpdateRepositoryName", oldName="models", newName="elsewhere")
    assert stack.delete() == ["ListRepositories", "DeleteRepository"]
    assert stack.delete() == ["ListRepositories"]
    assert stack.emulated.call("ListRepositories")["repositories"] == []
    with pytest.raises(HandlerError, match="was not found"):
        stack.attributes()


def test_code_is_not_handled(stack: Stack) -> None:
    """A first commit from S3."""
    assert "Code" not in stack.handler.handled
    assert {"RepositoryName", "RepositoryDescription", "KmsKeyId", "Tags", "Triggers"} == stack.handler.handled
