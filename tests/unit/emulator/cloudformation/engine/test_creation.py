"""Creating stacks: what is made, in which order, and the history that tells it."""

import json
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.generated_values import trust
from tests.unit.emulator.cloudformation.engine.holdings import holdings
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    described,
    events,
    of,
    physical_ids,
    story,
    tags,
    template,
)

STACK_TAGS = {"aws:cloudformation:stack-name", "aws:cloudformation:logical-id", "aws:cloudformation:stack-id"}


def test_creation_story(host: Host) -> None:
    """A resource has an event before it exists, one once it has an id, one at rest.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-resource-configuration-complete.html
    """
    stack_id = create(host, template({"Topic": of("SNS::Topic")}))
    topic = physical_ids(host)["Topic"]
    told = [
        (one["LogicalResourceId"], one["PhysicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason"))
        for one in events(host)
    ]
    assert told == [
        (NAME, stack_id, "CREATE_IN_PROGRESS", "User Initiated"),
        ("Topic", "", "CREATE_IN_PROGRESS", None),
        ("Topic", topic, "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Topic", topic, "CREATE_COMPLETE", None),
        (NAME, stack_id, "CREATE_COMPLETE", None),
    ]


def test_events_tell_the_operation(host: Host) -> None:
    """Every event of an operation has its client request token, and an id of its own.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
    """
    stack_id = create(host, template({"Topic": of("SNS::Topic")}), ClientRequestToken="first")
    host.client("cloudformation").delete_stack(StackName=NAME, ClientRequestToken="second")
    found = events(host, stack_id)
    creation = [one for one in found if one["ResourceStatus"].startswith("CREATE")]
    deletion = [one for one in found if one["ResourceStatus"].startswith("DELETE")]
    assert {one["ClientRequestToken"] for one in creation} == {"first"}
    assert {one["ClientRequestToken"] for one in deletion} == {"second"}
    assert len({one["EventId"] for one in found}) == len(found)
    assert [one["Timestamp"] for one in found] == sorted(one["Timestamp"] for one in found)


def test_events_show_properties(host: Host) -> None:
    """The properties of an event are those of the resource, as JSON.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
    """
    create(host, template({"Topic": of("SNS::Topic", {"DisplayName": {"Fn::Sub": "${AWS::StackName} news"}})}))
    made = next(one for one in events(host) if one["ResourceStatus"] == "CREATE_COMPLETE")
    assert json.loads(made["ResourceProperties"]) == {"DisplayName": "demo news"}


_LINKS = {
    "ref": {"Ref": "First"},
    "get-att": {"Fn::GetAtt": ["First", "TopicName"]},
    "get-att-dotted": {"Fn::Sub": "${First.TopicName}"},
    "sub": {"Fn::Sub": "see ${First}"},
    "join": {"Fn::Join": ["-", ["a", {"Ref": "First"}]]},
    "if": {"Fn::If": ["Yes", {"Ref": "First"}, "none"]},
}


@pytest.mark.parametrize("link", [pytest.param(value, id=name) for name, value in _LINKS.items()])
@pytest.mark.parametrize("first_written", [pytest.param(True, id="written-first"), pytest.param(False, id="last")])
def test_implied_order(host: Host, link: object, first_written: bool) -> None:  # noqa: FBT001  # a parameter
    """What another resource refers to is made first and deleted last, wherever it is written.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    """
    needed = {"First": of("SNS::Topic")}
    user = {"User": of("SSM::Parameter", {"Type": "String", "Value": link})}
    body = template(needed | user if first_written else user | needed, Conditions={"Yes": {"Fn::Equals": ["a", "a"]}})
    stack_id = create(host, body)
    host.client("cloudformation").delete_stack(StackName=NAME)
    told = story(host, stack_id)
    assert told.index("First CREATE_COMPLETE") < told.index("User CREATE_IN_PROGRESS")
    assert told.index("User DELETE_COMPLETE") < told.index("First DELETE_IN_PROGRESS")


@pytest.mark.parametrize(
    "needs",
    [
        pytest.param({"A": [], "B": ["A"], "C": ["B"]}, id="chain"),
        pytest.param({"A": ["B"], "B": ["C"], "C": []}, id="chain-backwards"),
        pytest.param({"A": ["C"], "B": ["C"], "C": []}, id="fan-in"),
        pytest.param({"A": ["B", "C"], "B": [], "C": []}, id="fan-out"),
        pytest.param({"A": ["B", "C"], "B": ["D"], "C": ["D"], "D": []}, id="diamond"),
    ],
)
def test_explicit_order(host: Host, needs: dict[str, list[str]]) -> None:
    """DependsOn orders creation, and deletion the other way round.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    """
    stack_id = create(host, template({name: of("SNS::Topic", DependsOn=before) for name, before in needs.items()}))
    host.client("cloudformation").delete_stack(StackName=NAME)
    told = story(host, stack_id)
    for name, before in needs.items():
        for earlier in before:
            assert told.index(f"{earlier} CREATE_COMPLETE") < told.index(f"{name} CREATE_IN_PROGRESS")
            assert told.index(f"{name} DELETE_COMPLETE") < told.index(f"{earlier} DELETE_IN_PROGRESS")


_TAGGABLE = {
    "topic": of("SNS::Topic"),
    "queue": of("SQS::Queue"),
    "bucket": of("S3::Bucket"),
    "parameter": of("SSM::Parameter", {"Type": "String", "Value": "v"}),
    "log-group": of("Logs::LogGroup"),
    "role": of("IAM::Role", {"AssumeRolePolicyDocument": trust("states")}),
}
_NO_SYSTEM_TAGS = {"queue", "role"}
"""Types whose resource schema says `cloudFormationSystemTags: false`."""


@pytest.mark.parametrize("kind", _TAGGABLE)
def test_stack_tags_reach_resources(host: Host, kind: str) -> None:
    """Stack tags are on every taggable resource, and their change too; CloudFormation's own tags stand beside them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
    """
    body = template({"Thing": _TAGGABLE[kind]})
    stack_id = create(host, body, Tags=tags(Team="ml", Stage="test"), Capabilities=["CAPABILITY_IAM"])
    first = _tags_of(host, kind)
    assert {key: value for key, value in first.items() if key not in STACK_TAGS} == {"Team": "ml", "Stage": "test"}
    if kind in _NO_SYSTEM_TAGS:
        assert not STACK_TAGS & set(first)
    else:
        assert first["aws:cloudformation:stack-name"] == NAME
        assert first["aws:cloudformation:logical-id"] == "Thing"
        assert first["aws:cloudformation:stack-id"] == stack_id
    before = physical_ids(host)
    host.client("cloudformation").update_stack(
        StackName=NAME, UsePreviousTemplate=True, Tags=tags(Team="data", Owner="a"), Capabilities=["CAPABILITY_IAM"]
    )
    assert described(host)["StackStatus"] == "UPDATE_COMPLETE"
    assert physical_ids(host) == before
    second = _tags_of(host, kind)
    assert {key: value for key, value in second.items() if key not in STACK_TAGS} == {"Team": "data", "Owner": "a"}


def _tags_of(host: Host, kind: str) -> dict[str, str]:
    """The tags of the one thing of a kind that there is."""
    (found,) = (settings for name, settings in holdings(host).items() if name.startswith(f"{kind} "))
    return dict(found[-1] or ())


def test_own_tag_wins(host: Host) -> None:
    """A tag of the resource's own stays where the stack has the same key.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
    """
    create(host, template({"Topic": of("SNS::Topic", {"Tags": tags(Team="own")})}), Tags=tags(Team="stack", Stage="t"))
    found = _tags_of(host, "topic")
    assert (found["Team"], found["Stage"]) == ("own", "t")


def test_unmade_by_condition(host: Host) -> None:
    """A resource whose condition is false is not made and has no events.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
    """
    body = template(
        {"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", Condition="No")},
        Conditions={"No": {"Fn::Equals": ["a", "b"]}},
    )
    create(host, body)
    assert list(physical_ids(host)) == ["Topic"]
    assert not [line for line in story(host) if line.startswith("Queue")]


def test_wait_condition_handle(host: Host) -> None:
    """The Ref of a wait condition handle is a presigned URL.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-waitconditionhandle.html
    """
    body = template(
        {"Handle": of("CloudFormation::WaitConditionHandle")}, Outputs={"Url": {"Value": {"Ref": "Handle"}}}
    )
    create(host, body)
    (output,) = described(host)["Outputs"]
    assert output["OutputValue"] == physical_ids(host)["Handle"]
    assert output["OutputValue"].startswith("https://cloudformation-waitcondition-us-east-1.s3.amazonaws.com/")
    assert "X-Amz-Signature=" in output["OutputValue"]


@pytest.mark.parametrize(
    ("members", "disabled"),
    [
        pytest.param({}, False, id="default"),
        pytest.param({"DisableRollback": False}, False, id="enabled"),
        pytest.param({"DisableRollback": True}, True, id="disabled"),
        pytest.param({"OnFailure": "ROLLBACK"}, False, id="on-failure-rollback"),
        pytest.param({"OnFailure": "DO_NOTHING"}, True, id="on-failure-nothing"),
    ],
)
def test_description_of_rollback(host: Host, members: dict[str, Any], disabled: bool) -> None:  # noqa: FBT001  # data
    """DescribeStacks says whether a failure is rolled back.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
    """
    create(host, template({"Topic": of("SNS::Topic")}), **members)
    assert described(host)["DisableRollback"] is disabled
