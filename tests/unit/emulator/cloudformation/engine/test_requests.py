"""What CreateStack and UpdateStack take of names, tags, tokens, roles and limits, before work starts."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    delete,
    described,
    events,
    of,
    story,
    tags,
    template,
    update,
)
from tests.unit.emulator.cloudformation.engine.refusals import TOPIC, refused

PATTERN = "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param("1app", f"satisfy regular expression pattern: {PATTERN}", id="begins-with-a-digit"),
        pytest.param("-app", f"satisfy regular expression pattern: {PATTERN}", id="begins-with-a-hyphen"),
        pytest.param("my_app", f"satisfy regular expression pattern: {PATTERN}", id="underscore"),
        pytest.param("a" * 129, "have length less than or equal to 128", id="129-characters"),
    ],
)
def test_a_name_that_no_stack_can_have_is_refused(host: Host, name: str, rule: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: StackName."""
    code, message = refused(host.client("cloudformation").create_stack, StackName=name, TemplateBody=TOPIC)
    fault = f"Value '{name}' at 'stackName' failed to satisfy constraint: Member must {rule}"
    assert (code, message) == ("ValidationError", f"1 validation error detected: {fault}")
    assert host.client("cloudformation").list_stacks()["StackSummaries"] == []


def test_a_change_set_for_a_new_stack_refuses_the_name_too(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html: StackName."""
    call = host.client("cloudformation").create_change_set
    code, _ = refused(call, StackName="my_app", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=TOPIC)
    assert code == "ValidationError"


@pytest.mark.parametrize("name", [pytest.param("a", id="1-character"), pytest.param("A-9" + "z" * 125, id="128")])
def test_the_shortest_and_the_longest_name_are_taken(host: Host, name: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: StackName."""
    create(host, TOPIC, name)
    assert described(host, name)["StackStatus"] == "CREATE_COMPLETE"


def test_a_name_is_taken_while_its_stack_lives_and_free_afterwards(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: AlreadyExists."""
    first = create(host, TOPIC)
    refusal = refused(host.client("cloudformation").create_stack, StackName="demo", TemplateBody=TOPIC)
    assert refusal == ("AlreadyExistsException", "Stack [demo] already exists")
    delete(host, first)
    second = create(host, TOPIC)
    assert second != first
    assert described(host)["StackId"] == second


@pytest.mark.parametrize(
    ("members", "told"),
    [
        pytest.param(
            {"Tags": [{"Key": f"k{number}", "Value": "v"} for number in range(51)]},
            "Member must have length less than or equal to 50",
            id="51-tags",
        ),
        pytest.param({"Tags": tags(**{"k" * 129: "v"})}, "'tags.1.member.key'", id="key-of-129"),
        pytest.param({"Tags": tags(k="v" * 257)}, "'tags.1.member.value'", id="value-of-257"),
        pytest.param({"Tags": tags(**{"aws:team": "ml"})}, "aws: prefixed tag key names are not allowed", id="aws-tag"),
        pytest.param({"Tags": tags(Team="a") + tags(Team="b")}, "duplicate", id="tag-twice"),
        pytest.param({"OnFailure": "DELETE", "DisableRollback": True}, "OnFailure or DisableRollback", id="on-failure"),
        pytest.param({"OnFailure": "RETRY"}, "DO_NOTHING, ROLLBACK, DELETE", id="unknown-on-failure"),
        pytest.param({"NotificationARNs": ["arn"] * 6}, "less than or equal to 5", id="6-topics"),
        pytest.param({"ClientRequestToken": "t" * 129}, "less than or equal to 128", id="token-of-129"),
        pytest.param({"ClientRequestToken": "-t"}, "[a-zA-Z0-9][-a-zA-Z0-9]*", id="token-with-a-hyphen-first"),
        pytest.param({"Capabilities": ["CAPABILITY_ALL"]}, "CAPABILITY_IAM", id="unknown-capability"),
    ],
)
def test_members_outside_their_limits_are_refused(host: Host, members: dict[str, Any], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: Request Parameters."""
    client = host.client("cloudformation")
    code, message = refused(client.create_stack, StackName="demo", TemplateBody=TOPIC, **members)
    assert code == "ValidationError"
    assert told in message
    assert client.list_stacks()["StackSummaries"] == []


def test_a_role_that_is_not_there_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html."""
    client, role = host.client("cloudformation"), f"arn:aws:iam::{host.account}:role/nobody"
    refusal = refused(client.create_stack, StackName="demo", TemplateBody=TOPIC, RoleARN=role)
    assert refusal == ("ValidationError", f"Role {role} is invalid or cannot be assumed")
    assert client.list_stacks()["StackSummaries"] == []


def test_a_role_of_another_account_cannot_be_passed(host: Host) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html."""
    client, role = host.client("cloudformation"), "arn:aws:iam::123456789012:role/nobody"
    refusal = refused(client.create_stack, StackName="demo", TemplateBody=TOPIC, RoleARN=role)
    assert refusal == ("AccessDenied", "Cross-account pass role is not allowed.")
    assert client.list_stacks()["StackSummaries"] == []


def test_fifty_tags_are_taken(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-add-tags.html."""
    given = [{"Key": f"key-{number}", "Value": "v"} for number in range(50)]
    bare = template({"Handle": of("CloudFormation::WaitConditionHandle")})
    create(host, bare, Tags=given)
    assert described(host)["Tags"] == given


def test_a_token_makes_a_second_create_the_same_request(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: ClientRequestToken."""
    first = create(host, TOPIC, ClientRequestToken="once")
    before = story(host)
    assert create(host, TOPIC, ClientRequestToken="once") == first
    assert story(host) == before
    assert {event["ClientRequestToken"] for event in events(host)} == {"once"}


def test_a_token_makes_a_second_update_the_same_request(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html: ClientRequestToken."""
    create(host, TOPIC)
    changed = template({"Topic": of("SNS::Topic", {"DisplayName": "new"})})
    update(host, changed, ClientRequestToken="again")
    before = story(host)
    update(host, changed, ClientRequestToken="again")
    assert story(host) == before


def test_a_token_of_one_stack_says_nothing_of_another(host: Host) -> None:
    """A request for another stack is another request: it is carried out.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    first = create(host, TOPIC, ClientRequestToken="once")
    second = create(host, TOPIC, "second", ClientRequestToken="once")
    assert second != first
    delete(host, first, ClientRequestToken="gone")
    again = create(host, TOPIC)
    assert delete(host, again, ClientRequestToken="gone")["StackStatus"] == "DELETE_COMPLETE"


def test_a_create_without_a_token_leaves_none_in_the_events(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html: ClientRequestToken."""
    create(host, TOPIC)
    assert [event for event in events(host) if "ClientRequestToken" in event] == []


def test_update_of_a_stack_that_is_not_there_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
    refusal = refused(host.client("cloudformation").update_stack, StackName="demo", TemplateBody=TOPIC)
    assert refusal == ("ValidationError", "Stack [demo] does not exist")


def test_update_of_a_deleted_stack_is_refused_by_its_id(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html."""
    gone = create(host, TOPIC)
    delete(host, gone)
    refusal = refused(host.client("cloudformation").update_stack, StackName=gone, TemplateBody=TOPIC)
    assert refusal == ("ValidationError", f"Stack:{gone} is in DELETE_COMPLETE state and can not be updated.")


def test_delete_of_a_stack_that_is_not_there_is_taken(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html."""
    host.client("cloudformation").delete_stack(StackName="demo")
    assert host.client("cloudformation").list_stacks()["StackSummaries"] == []


def test_termination_protection_refuses_the_deletion_until_it_is_off(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html."""
    client = host.client("cloudformation")
    stack_id = create(host, TOPIC, EnableTerminationProtection=True)
    assert described(host)["EnableTerminationProtection"] is True
    told = "Stack [demo] cannot be deleted while TerminationProtection is enabled"
    assert refused(client.delete_stack, StackName="demo") == ("ValidationError", told)
    assert described(host)["StackStatus"] == "CREATE_COMPLETE"
    answer = client.update_termination_protection(StackName="demo", EnableTerminationProtection=False)
    assert answer["StackId"] == stack_id
    assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"
