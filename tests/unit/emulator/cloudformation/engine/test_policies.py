"""Stack policies: what an update may modify, replace and delete."""

import json
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    described,
    of,
    physical_ids,
    reason,
    template,
    update,
)
from tests.unit.emulator.cloudformation.engine.refusals import TOPIC, refused

ALLOW = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
MODIFIED = template({"Topic": of("SNS::Topic", {"DisplayName": "new"})})
REPLACED = template({"Topic": of("SNS::Topic", {"TopicName": "another"})})
REMOVED = template({"Other": of("SNS::Topic")})
INVALID = ("ValidationError", "Error validating stack policy: Invalid stack policy")


def policy(*statements: dict[str, Any]) -> str:
    """A stack policy's text."""
    return json.dumps({"Statement": statements})


def deny(action: str | list[str], resource: str = "LogicalResourceId/Topic", **beside: object) -> dict[str, Any]:
    """A statement that denies."""
    return {"Effect": "Deny", "Action": action, "Principal": "*", "Resource": resource, **beside}


TOPICS = {"StringEquals": {"ResourceType": ["AWS::SNS::Topic"]}}
QUEUES = {"StringEquals": {"ResourceType": ["AWS::SQS::Queue"]}}


@pytest.mark.parametrize(
    ("statements", "body", "status"),
    [
        pytest.param([ALLOW], MODIFIED, "UPDATE_COMPLETE", id="allowed"),
        pytest.param([ALLOW, deny("Update:Modify")], MODIFIED, "UPDATE_ROLLBACK_COMPLETE", id="modify-denied"),
        pytest.param([ALLOW, deny("Update:Replace")], MODIFIED, "UPDATE_COMPLETE", id="modify-while-replace-is-denied"),
        pytest.param([ALLOW, deny("Update:Replace")], REPLACED, "UPDATE_ROLLBACK_COMPLETE", id="replace-denied"),
        pytest.param([ALLOW, deny("Update:Modify")], REPLACED, "UPDATE_COMPLETE", id="replace-while-modify-is-denied"),
        pytest.param([ALLOW, deny("Update:Delete")], REMOVED, "UPDATE_ROLLBACK_COMPLETE", id="delete-denied"),
        pytest.param([ALLOW, deny("Update:*", "*")], MODIFIED, "UPDATE_ROLLBACK_COMPLETE", id="all-denied"),
        pytest.param(
            [ALLOW, deny(["Update:Replace", "Update:Delete"], "LogicalResourceId/T*")],
            REPLACED,
            "UPDATE_ROLLBACK_COMPLETE",
            id="wildcard",
        ),
        pytest.param(
            [ALLOW, deny("Update:*", "LogicalResourceId/Queue")], MODIFIED, "UPDATE_COMPLETE", id="other-resource"
        ),
        pytest.param(
            [ALLOW, deny("Update:*", "*", Condition=TOPICS)], MODIFIED, "UPDATE_ROLLBACK_COMPLETE", id="its-type"
        ),
        pytest.param([ALLOW, deny("Update:*", "*", Condition=QUEUES)], MODIFIED, "UPDATE_COMPLETE", id="other-type"),
        pytest.param(
            [{"Effect": "Allow", "NotAction": "Update:Delete", "Principal": "*", "Resource": "*"}],
            REMOVED,
            "UPDATE_ROLLBACK_COMPLETE",
            id="not-action",
        ),
        pytest.param(
            [{**ALLOW, "Resource": "LogicalResourceId/Queue"}], MODIFIED, "UPDATE_ROLLBACK_COMPLETE", id="not-allowed"
        ),
    ],
)
def test_a_policy_decides_what_an_update_does(
    host: Host, statements: list[dict[str, Any]], body: str, status: str
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html."""
    create(host, TOPIC, StackPolicyBody=policy(*statements))
    topic = physical_ids(host)["Topic"]
    assert update(host, body)["StackStatus"] == status
    if status == "UPDATE_ROLLBACK_COMPLETE":
        assert physical_ids(host) == {"Topic": topic}
        assert "by stack policy" in reason(host, "Topic UPDATE_FAILED")


def test_the_denying_statement_is_named(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html."""
    create(host, TOPIC, StackPolicyBody=policy(ALLOW, deny(["Update:Replace", "Update:Delete"])))
    update(host, REPLACED)
    told = (
        "Action denied by stack policy: Statement [#2] does not allow [Update:Replace, Update:Delete] "
        "for resource [LogicalResourceId/Topic];"
    )
    assert reason(host, "Topic UPDATE_FAILED") == told


def test_a_policy_holds_for_updates_only(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html."""
    stack_id = create(host, TOPIC, StackPolicyBody=policy(deny("Update:*", "*")))
    host.client("cloudformation").delete_stack(StackName="demo")
    assert described(host, stack_id)["StackStatus"] == "DELETE_COMPLETE"


def test_a_policy_during_the_update_holds_for_it_alone(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html."""
    kept = policy(deny("Update:*", "*"))
    create(host, TOPIC, StackPolicyBody=kept)
    assert update(host, MODIFIED, StackPolicyDuringUpdateBody=policy(ALLOW))["StackStatus"] == "UPDATE_COMPLETE"
    assert host.client("cloudformation").get_stack_policy(StackName="demo")["StackPolicyBody"] == kept
    assert update(host, TOPIC)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


def test_a_policy_given_with_an_update_holds_from_the_next_on(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html: StackPolicyBody."""
    create(host, TOPIC)
    assert update(host, MODIFIED, StackPolicyBody=policy(deny("Update:*", "*")))["StackStatus"] == "UPDATE_COMPLETE"
    assert update(host, TOPIC)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


def test_the_policy_that_is_set_is_got(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html."""
    client = host.client("cloudformation")
    create(host, TOPIC)
    assert "StackPolicyBody" not in client.get_stack_policy(StackName="demo")
    client.set_stack_policy(StackName="demo", StackPolicyBody=policy(ALLOW))
    assert client.get_stack_policy(StackName="demo")["StackPolicyBody"] == policy(ALLOW)


def test_a_policy_is_read_from_s3(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html: StackPolicyURL."""
    host.client("s3").create_bucket(Bucket="policies")
    host.client("s3").put_object(Bucket="policies", Key="p.json", Body=policy(ALLOW).encode())
    create(host, TOPIC, StackPolicyURL="https://policies.s3.amazonaws.com/p.json")
    found = host.client("cloudformation").get_stack_policy(StackName="demo")
    assert found["StackPolicyBody"] == policy(ALLOW)


def test_an_empty_policy_protects_nothing(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html."""
    create(host, TOPIC, StackPolicyBody=policy(deny("Update:*", "*")))
    host.client("cloudformation").set_stack_policy(StackName="demo", StackPolicyBody="{}")
    assert update(host, MODIFIED)["StackStatus"] == "UPDATE_COMPLETE"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("no json", id="no-json"),
        pytest.param(policy({**ALLOW, "Action": "Delete:*"}), id="action"),
        pytest.param(policy({**ALLOW, "Principal": "arn:aws:iam::123456789012:root"}), id="principal"),
        pytest.param(policy({**ALLOW, "Resource": "Topic"}), id="resource"),
        pytest.param(policy({**ALLOW, "Effect": "Maybe"}), id="effect"),
        pytest.param(policy({**ALLOW, "Condition": {"StringEquals": {"aws:username": "ada"}}}), id="condition"),
    ],
)
def test_what_is_no_stack_policy_is_refused(host: Host, body: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html."""
    create(host, TOPIC)
    assert refused(host.client("cloudformation").set_stack_policy, StackName="demo", StackPolicyBody=body) == INVALID


@pytest.mark.parametrize(
    ("members", "told"),
    [
        pytest.param(
            {"StackPolicyBody": policy(ALLOW), "StackPolicyURL": "https://policies.s3.amazonaws.com/p.json"},
            "You cannot specify both StackPolicyURL and StackPolicyBody",
            id="both",
        ),
        pytest.param({}, "You must specify StackPolicyURL or StackPolicyBody", id="none"),
    ],
)
def test_one_policy_is_given(host: Host, members: dict[str, str], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html."""
    create(host, TOPIC)
    call = host.client("cloudformation").set_stack_policy
    assert refused(call, StackName="demo", **members) == ("ValidationError", told)
