"""Nested stacks: stacks that another stack creates, updates, rolls back and deletes."""

from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.holdings import holdings, kinds
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    create,
    delete,
    described,
    of,
    outputs,
    physical_ids,
    reason,
    refusing,
    story,
    tags,
    template,
    update,
)

CHILD = template(
    {"Topic": of("SNS::Topic", {"DisplayName": {"Ref": "Title"}})},
    Parameters={"Title": {"Type": "String", "Default": "none"}},
    Outputs={"Arn": {"Value": {"Ref": "Topic"}}, "Title": {"Value": {"Ref": "Title"}}},
)
BROKEN = template({"Topic": of("SNS::Topic"), "Queue": of("SQS::Queue", {"QueueName": "no such"}, DependsOn="Topic")})


@pytest.fixture
def url(host: Host) -> str:
    """Where the templates of nested stacks lie."""
    s3 = host.client("s3")
    s3.create_bucket(Bucket="templates")
    s3.put_bucket_tagging(Bucket="templates", Tagging={"TagSet": tags(Purpose="templates")})
    for name, body in (("child", CHILD), ("broken", BROKEN)):
        s3.put_object(Bucket="templates", Key=f"{name}.json", Body=body.encode())
    return "https://templates.s3.amazonaws.com"


def _parent(url: str, title: str = "first", child: str = "child", **outputs_: Any) -> str:  # noqa: ANN401  # values
    nested = of("CloudFormation::Stack", {"TemplateURL": f"{url}/{child}.json", "Parameters": {"Title": title}})
    if child == "broken":
        del nested["Properties"]["Parameters"]
    user = of("SSM::Parameter", {"Type": "String", "Value": {"Fn::GetAtt": ["Child", "Outputs.Title"]}})
    sections = {"Outputs": outputs_} if outputs_ else {}
    return template({"Child": nested} | ({"User": user} if child == "child" else {}), **sections)


def _child(host: Host) -> str:
    return physical_ids(host)["Child"]


def test_nested_stack(host: Host, url: str) -> None:
    """A nested stack is a stack: its id is the resource's physical id, its outputs are the resource's attributes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
    """
    parent = create(host, _parent(url, Arn={"Value": {"Fn::GetAtt": ["Child", "Outputs.Arn"]}}))
    child = described(host, _child(host))
    assert child["StackStatus"] == "CREATE_COMPLETE"
    assert child["StackName"].startswith(f"{NAME}-Child-")
    assert (child["ParentId"], child["RootId"]) == (parent, parent)
    assert outputs(host)["Arn"] == outputs(host, child["StackId"])["Arn"]
    assert host.client("ssm").get_parameter(Name=physical_ids(host)["User"])["Parameter"]["Value"] == "first"


def test_nested_tags(host: Host, url: str) -> None:
    """The parent's tags reach the nested stack and its resources.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
    """
    create(host, _parent(url), Tags=tags(Team="ml"))
    assert tags(Team="ml")[0] in described(host, _child(host))["Tags"]
    topic = physical_ids(host, _child(host))["Topic"]
    assert tags(Team="ml")[0] in host.client("sns").list_tags_for_resource(ResourceArn=topic)["Tags"]


def test_nested_update(host: Host, url: str) -> None:
    """Updating the parent updates the nested stack, and what uses its outputs.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """
    create(host, _parent(url))
    before = _child(host)
    assert update(host, _parent(url, "second"))["StackStatus"] == "UPDATE_COMPLETE"
    assert _child(host) == before
    assert described(host, before)["StackStatus"] == "UPDATE_COMPLETE"
    assert host.client("ssm").get_parameter(Name=physical_ids(host)["User"])["Parameter"]["Value"] == "second"


def test_nested_failure(host: Host, url: str) -> None:
    """A nested stack that fails takes its parent back, nothing is left.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """
    before = holdings(host)
    create(host, _parent(url, child="broken"))
    assert described(host)["StackStatus"] == "ROLLBACK_COMPLETE"
    why = reason(host, "Child CREATE_FAILED")
    assert "was not successfully created: The following resource(s) failed to create: [Queue]." in why
    assert holdings(host) == before


def test_nested_update_failure(host: Host, url: str) -> None:
    """A nested stack that cannot be updated rolls back, and its parent with it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """
    create(host, _parent(url))
    before = holdings(host)
    child = _child(host)
    assert update(host, _parent(url, child="broken"))["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert described(host, child)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "was not successfully updated" in reason(host, "Child UPDATE_FAILED")
    assert holdings(host) == before


def test_nested_rollback(host: Host, url: str) -> None:
    """A parent that fails after its nested stack was updated rolls that back too.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """
    create(host, _parent(url))
    before, child = holdings(host), _child(host)
    body = _parent(url, "second").replace('"Type": "String"', '"Type": "StringList", "AllowedPattern": "x"')
    with refusing(host, ("ssm", "PutParameter")):
        update(host, body)
    assert described(host)["StackStatus"] == "UPDATE_ROLLBACK_FAILED"
    host.client("cloudformation").continue_update_rollback(StackName=NAME)
    assert described(host)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert outputs(host, child)["Title"] == "first"
    assert holdings(host) == before


def test_nested_deletion(host: Host, url: str) -> None:
    """Deleting the parent deletes the nested stack.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
    """
    parent = create(host, _parent(url))
    child = _child(host)
    delete(host, parent)
    assert described(host, child)["StackStatus"] == "DELETE_COMPLETE"
    assert story(host, child)[-1].endswith("DELETE_COMPLETE")
    assert kinds(holdings(host)) == ["bucket"]


def test_nested_deletion_failure(host: Host, url: str) -> None:
    """A nested stack that cannot be deleted fails its parent's deletion; a second one finishes.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    """
    parent = create(host, _parent(url))
    with refusing(host, ("sns", "DeleteTopic")):
        assert delete(host, parent)["StackStatus"] == "DELETE_FAILED"
    assert "The following resource(s) failed to delete: [Topic]" in reason(host, "Child DELETE_FAILED", parent)
    assert delete(host, parent)["StackStatus"] == "DELETE_COMPLETE"
    assert kinds(holdings(host)) == ["bucket"]
