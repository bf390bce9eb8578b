"""What stacks, resources, events and templates are described as, in pages, and what is refused."""

import json
from typing import Any

import pytest

from cfnproof.hosts.host import Host
from tests.unit.emulator.cloudformation.engine.life import (
    create,
    delete,
    described,
    events,
    of,
    physical_ids,
    tags,
    template,
    update,
    values,
)
from tests.unit.emulator.cloudformation.engine.refusals import TOPIC, refused

WITH_ID = "Stack with id nobody does not exist"


@pytest.mark.parametrize(
    ("operation", "members", "told"),
    [
        pytest.param("describe_stacks", {}, WITH_ID, id="DescribeStacks"),
        pytest.param("describe_stack_events", {}, "Stack [nobody] does not exist", id="DescribeStackEvents"),
        pytest.param("describe_stack_resources", {}, WITH_ID, id="DescribeStackResources"),
        pytest.param(
            "describe_stack_resource",
            {"LogicalResourceId": "Topic"},
            "Stack 'nobody' does not exist",
            id="DescribeStackResource",
        ),
        pytest.param("list_stack_resources", {}, WITH_ID, id="ListStackResources"),
        pytest.param("get_template", {}, WITH_ID, id="GetTemplate"),
        pytest.param("get_template_summary", {}, WITH_ID, id="GetTemplateSummary"),
        pytest.param("list_change_sets", {}, "Stack [nobody] does not exist", id="ListChangeSets"),
        pytest.param("get_stack_policy", {}, "Stack [nobody] does not exist", id="GetStackPolicy"),
        pytest.param(
            "update_termination_protection",
            {"EnableTerminationProtection": True},
            "Stack [nobody] does not exist",
            id="UpdateTerminationProtection",
        ),
        pytest.param(
            "describe_change_set", {"ChangeSetName": "first"}, "Stack [nobody] does not exist", id="DescribeChangeSet"
        ),
    ],
)
def test_a_stack_that_is_not_there_is_an_error(host: Host, operation: str, members: dict[str, Any], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html."""
    call = getattr(host.client("cloudformation"), operation)
    assert refused(call, StackName="nobody", **members) == ("ValidationError", told)


def test_a_stack_is_described_with_what_it_was_made_from(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html."""
    body = template({"Topic": of("SNS::Topic")}, Description="alarms", Parameters={"A": {"Type": "String"}})
    stack_id = create(host, body, Parameters=values(A="b"), Tags=tags(Team="ml"), TimeoutInMinutes=7)
    found = described(host)
    assert stack_id.startswith(f"arn:aws:cloudformation:us-east-1:{host.account}:stack/demo/")
    expected = {
        "StackId": stack_id,
        "StackName": "demo",
        "Description": "alarms",
        "Parameters": [{"ParameterKey": "A", "ParameterValue": "b"}],
        "StackStatus": "CREATE_COMPLETE",
        "Tags": tags(Team="ml"),
        "TimeoutInMinutes": 7,
        "DisableRollback": False,
        "EnableTerminationProtection": False,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert "LastUpdatedTime" not in found


def test_an_update_is_dated(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html: LastUpdatedTime."""
    create(host, TOPIC)
    found = update(host, template({"Topic": of("SNS::Topic", {"DisplayName": "new"})}))
    assert found["LastUpdatedTime"] >= found["CreationTime"]


def test_a_deleted_stack_is_found_by_its_id_only(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html: StackName."""
    client = host.client("cloudformation")
    stack_id = create(host, TOPIC)
    delete(host, stack_id)
    assert refused(client.describe_stacks, StackName="demo")[1] == "Stack with id demo does not exist"
    assert client.describe_stacks()["Stacks"] == []
    found = described(host, stack_id)
    assert (found["StackStatus"], found["StackName"]) == ("DELETE_COMPLETE", "demo")
    assert events(host, stack_id)[-1]["ResourceStatus"] == "DELETE_COMPLETE"
    assert client.get_template(StackName=stack_id)["TemplateBody"] == json.loads(TOPIC)
    resources = client.list_stack_resources(StackName=stack_id)["StackResourceSummaries"]
    assert [(one["LogicalResourceId"], one["ResourceStatus"]) for one in resources] == [("Topic", "DELETE_COMPLETE")]


def test_stacks_are_listed_by_status_the_deleted_too(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html."""
    client = host.client("cloudformation")
    delete(host, create(host, TOPIC, "gone"))
    create(host, TOPIC, "here")
    assert [one["StackName"] for one in client.list_stacks()["StackSummaries"]] == ["here", "gone"]
    found = client.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
    assert [(one["StackName"], one["StackStatus"]) for one in found] == [("gone", "DELETE_COMPLETE")]
    assert found[0]["DeletionTime"] >= found[0]["CreationTime"]


def test_an_unknown_status_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html: StackStatusFilter."""
    code, message = refused(host.client("cloudformation").list_stacks, StackStatusFilter=["DONE"])
    assert code == "ValidationError"
    assert "CREATE_COMPLETE" in message


def test_a_stack_of_another_region_is_not_seen(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html."""
    create(host, TOPIC)
    assert host.client("cloudformation", region="eu-west-1").describe_stacks()["Stacks"] == []


def test_resources_come_in_pages(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html."""
    names = [f"Handle{number:03}" for number in range(120)]
    create(host, template({name: of("CloudFormation::WaitConditionHandle") for name in names}))
    client = host.client("cloudformation")
    first = client.list_stack_resources(StackName="demo")
    rest = client.list_stack_resources(StackName="demo", NextToken=first["NextToken"])
    found = first["StackResourceSummaries"] + rest["StackResourceSummaries"]
    assert len(first["StackResourceSummaries"]) == 100
    assert [one["LogicalResourceId"] for one in found] == names
    assert "NextToken" not in rest


def test_events_come_newest_first_in_pages(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html."""
    create(host, template({f"Handle{number}": of("CloudFormation::WaitConditionHandle") for number in range(40)}))
    client = host.client("cloudformation")
    first = client.describe_stack_events(StackName="demo")
    rest = client.describe_stack_events(StackName="demo", NextToken=first["NextToken"])
    found = first["StackEvents"] + rest["StackEvents"]
    assert (found[0]["LogicalResourceId"], found[0]["ResourceStatus"]) == ("demo", "CREATE_COMPLETE")
    assert found[-1]["ResourceStatusReason"] == "User Initiated"
    assert len({one["EventId"] for one in found}) == len(found) == 2 + 3 * 40
    assert [one["Timestamp"] for one in found] == sorted((one["Timestamp"] for one in found), reverse=True)


def test_a_page_that_was_never_given_is_refused(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html: NextToken."""
    assert refused(host.client("cloudformation").list_stacks, NextToken="nonsense")[0] == "ValidationError"


def test_a_resource_is_described_by_either_id(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html."""
    client = host.client("cloudformation")
    create(host, template({"Topic": of("SNS::Topic", Metadata={"Owner": "ml"})}))
    topic = physical_ids(host)["Topic"]
    by_physical_id = client.describe_stack_resources(PhysicalResourceId=topic)["StackResources"]
    assert [(one["StackName"], one["LogicalResourceId"]) for one in by_physical_id] == [("demo", "Topic")]
    detail = client.describe_stack_resource(StackName="demo", LogicalResourceId="Topic")["StackResourceDetail"]
    assert (detail["PhysicalResourceId"], detail["ResourceStatus"]) == (topic, "CREATE_COMPLETE")
    assert json.loads(detail["Metadata"]) == {"Owner": "ml"}


def test_a_resource_that_is_not_there_is_an_error(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html."""
    create(host, TOPIC)
    call = host.client("cloudformation").describe_stack_resource
    refusal = refused(call, StackName="demo", LogicalResourceId="Queue")
    assert refusal == ("ValidationError", "Resource Queue does not exist for stack demo")


def test_the_template_is_got_as_it_was_given(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html."""
    yaml = "# who is told\nResources:\n  Topic: {Type: 'AWS::SNS::Topic'}\n"
    create(host, yaml)
    found = host.client("cloudformation").get_template(StackName="demo")
    assert found["TemplateBody"] == yaml
    assert found["StagesAvailable"] == ["Original", "Processed"]


@pytest.mark.parametrize(
    ("members", "told"),
    [
        pytest.param({}, "StackName is required if ChangeSetName is not specified.", id="none"),
        pytest.param({"ChangeSetName": "first"}, "StackName is a required parameter.", id="change-set-without-stack"),
    ],
)
def test_a_template_of_nothing_is_refused(host: Host, members: dict[str, str], told: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html."""
    assert refused(host.client("cloudformation").get_template, **members) == ("ValidationError", told)


SUMMED = template(
    {"Role": of("IAM::Role", {"AssumeRolePolicyDocument": {}}), "One": of("SNS::Topic"), "Two": of("SNS::Topic")},
    AWSTemplateFormatVersion="2010-09-09",
    Description="two topics",
    Metadata={"Owner": "ml"},
    Parameters={
        "Size": {"Type": "Number", "Default": 1, "AllowedValues": [1, 2], "Description": "how many"},
        "Key": {"Type": "String", "NoEcho": True},
    },
)


def test_a_template_is_validated(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html."""
    found = host.client("cloudformation").validate_template(TemplateBody=SUMMED)
    assert found["Parameters"] == [
        {"ParameterKey": "Size", "DefaultValue": "1", "NoEcho": False, "Description": "how many"},
        {"ParameterKey": "Key", "NoEcho": True},
    ]
    assert found["Capabilities"] == ["CAPABILITY_IAM"]
    assert found["CapabilitiesReason"] == "The following resource(s) require capabilities: [AWS::IAM::Role]"
    assert found["Description"] == "two topics"


def test_a_template_is_summed_up(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html."""
    found = host.client("cloudformation").get_template_summary(TemplateBody=SUMMED)
    assert found["Parameters"][0] == {
        "ParameterKey": "Size",
        "DefaultValue": "1",
        "ParameterType": "Number",
        "NoEcho": False,
        "Description": "how many",
        "ParameterConstraints": {"AllowedValues": ["1", "2"]},
    }
    assert set(found["ResourceTypes"]) == {"AWS::IAM::Role", "AWS::SNS::Topic"}
    assert (found["Version"], json.loads(found["Metadata"])) == ("2010-09-09", {"Owner": "ml"})
    assert found["Capabilities"] == ["CAPABILITY_IAM"]


def test_a_stack_in_review_has_no_summary(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html."""
    client = host.client("cloudformation")
    client.create_change_set(StackName="demo", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=TOPIC)
    told = "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."
    assert refused(client.get_template_summary, StackName="demo") == ("ValidationError", told)


def test_a_change_set_of_that_name_is_an_error_where_there_is_none(host: Host) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html."""
    create(host, TOPIC)
    call = host.client("cloudformation").describe_change_set
    refusal = refused(call, StackName="demo", ChangeSetName="first")
    assert refusal == ("ChangeSetNotFound", "ChangeSet [first] does not exist")
