"""Models, endpoint configurations, model package groups and tags as SageMaker answers them."""

import json
from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.sagemaker.service import SageMaker
from tests.unit.emulator.account import ACCOUNT, CALLER, REGION, Emulated
from tests.unit.emulator.sagemaker.conftest import CONTAINER, ROLE, VARIANT, arn, model

_GROUP = {"ModelPackageGroupName": "Group"}
_GROUP_ARN = arn("model-package-group", "group")


@pytest.mark.parametrize("name", ["MyModel", "mymodel"])
def test_a_model_is_described_by_its_name_whatever_the_case(sagemaker: Emulated, name: str) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html."""
    assert sagemaker.call("DescribeModel", ModelName=name) == {
        "ModelName": "MyModel",
        "ModelArn": arn("model", "mymodel"),
        "PrimaryContainer": CONTAINER,
        "ExecutionRoleArn": ROLE,
        "EnableNetworkIsolation": False,
        "CreationTime": sagemaker.clock.now(),
    }


def test_a_configuration_is_described_as_it_was_made(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html."""
    assert sagemaker.call("DescribeEndpointConfig", EndpointConfigName="One") == {
        "EndpointConfigName": "One",
        "EndpointConfigArn": arn("endpoint-config", "one"),
        "ProductionVariants": [VARIANT],
        "CreationTime": sagemaker.clock.now(),
    }


def test_a_deleted_model_takes_its_tags_along(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteModel.html."""
    sagemaker.call("DeleteModel", ModelName="MyModel")
    sagemaker.call("CreateModel", **model())
    assert sagemaker.call("ListTags", ResourceArn=arn("model", "mymodel"))["Tags"] == []


def test_a_deleted_configuration_is_gone(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpointConfig.html."""
    sagemaker.call("DeleteEndpointConfig", EndpointConfigName="One")
    listed = sagemaker.call("ListEndpointConfigs")["EndpointConfigs"]
    assert [one["EndpointConfigName"] for one in listed] == ["Two"]


LISTS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["c", "b", "MyModel"]),
    ({"SortOrder": "Ascending"}, ["MyModel", "b", "c"]),
    ({"SortBy": "Name", "SortOrder": "Ascending"}, ["b", "c", "MyModel"]),
    ({"NameContains": "model"}, ["MyModel"]),
    ({"MaxResults": 1}, ["c"]),
]


@pytest.mark.parametrize(("request_", "names"), LISTS, ids=[str(case[0]) for case in LISTS])
def test_models_are_filtered_and_sorted(sagemaker: Emulated, request_: dict[str, Any], names: list[str]) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModels.html."""
    for name in ("b", "c"):
        sagemaker.clock.advance(1)
        sagemaker.call("CreateModel", **model(name))
    answer = sagemaker.call("ListModels", **request_)
    assert [one["ModelName"] for one in answer["Models"]] == names
    if "NextToken" in answer:
        rest = sagemaker.call("ListModels", NextToken=answer["NextToken"])["Models"]
        assert [one["ModelName"] for one in rest] == ["b", "MyModel"]


def test_models_are_found_by_their_time(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModels.html."""
    middle = sagemaker.clock.now()
    sagemaker.clock.advance(1)
    sagemaker.call("CreateModel", **model("later"))
    after = sagemaker.call("ListModels", CreationTimeAfter=middle)["Models"]
    before = sagemaker.call("ListModels", CreationTimeBefore=sagemaker.clock.now())["Models"]
    assert [one["ModelName"] for one in after] == ["later"]
    assert [one["ModelName"] for one in before] == ["MyModel"]


def test_data_of_a_multi_model_container_is_a_prefix(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html."""
    sagemaker.clients.answers["head_object"] = "404"
    several = {**CONTAINER, "Mode": "MultiModel", "ModelDataUrl": "s3://data/models/"}
    sagemaker.call("CreateModel", **model("several", PrimaryContainer=several))
    assert sagemaker.call("DescribeModel", ModelName="several")["PrimaryContainer"] == several


def test_tags_are_added_changed_and_removed(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html."""
    resource = arn("model", "MyModel")
    sagemaker.call("AddTags", ResourceArn=resource, Tags=[{"Key": "Team", "Value": "ops"}, {"Key": "a", "Value": ""}])
    sagemaker.call("DeleteTags", ResourceArn=resource, TagKeys=["a", "none"])
    assert sagemaker.call("ListTags", ResourceArn=resource)["Tags"] == [{"Key": "Team", "Value": "ops"}]


@pytest.mark.parametrize(
    ("operation", "resource", "answered"),
    [
        ("AddTags", arn("model", "x"), True),
        ("AddTags", arn("notebook-instance", "x"), False),
        ("ListTags", arn("endpoint-config", "x"), True),
        ("CreateNotebookInstance", "", False),
        ("CreateModel", "", True),
    ],
)
def test_the_host_keeps_what_is_not_answered_here(operation: str, resource: str, answered: bool) -> None:  # noqa: FBT001  # a case's column
    """Tags of a notebook instance belong to who keeps the instance."""
    assert SageMaker().answers(operation, {"ResourceArn": resource}) is answered


def test_a_group_is_described_by_name_and_by_arn(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackageGroup.html."""
    made = sagemaker.call("CreateModelPackageGroup", **_GROUP, ModelPackageGroupDescription="ours")
    assert made == {"ModelPackageGroupArn": _GROUP_ARN}
    found = sagemaker.call("DescribeModelPackageGroup", ModelPackageGroupName="Group")
    assert found == {
        "ModelPackageGroupName": "Group",
        "ModelPackageGroupArn": _GROUP_ARN,
        "ModelPackageGroupDescription": "ours",
        "ModelPackageGroupStatus": "Completed",
        "CreationTime": sagemaker.clock.now(),
        "CreatedBy": {"IamIdentity": {"Arn": CALLER}},
    }
    assert sagemaker.call("DescribeModelPackageGroup", ModelPackageGroupName=_GROUP_ARN) == found
    with pytest.raises(ServiceError, match=f"Model Package Group already exists: {_GROUP_ARN}"):
        sagemaker.call("CreateModelPackageGroup", **_GROUP)


def test_a_groups_policy_is_put_and_removed(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html."""
    sagemaker.call("CreateModelPackageGroup", **_GROUP)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]})
    sagemaker.call("PutModelPackageGroupPolicy", **_GROUP, ResourcePolicy=policy)
    assert sagemaker.call("GetModelPackageGroupPolicy", **_GROUP) == {"ResourcePolicy": policy}
    sagemaker.call("DeleteModelPackageGroupPolicy", **_GROUP)
    for operation in ("GetModelPackageGroupPolicy", "DeleteModelPackageGroupPolicy"):
        with pytest.raises(ServiceError, match=f"Cannot find resource policy for: {_GROUP_ARN}"):
            sagemaker.call(operation, **_GROUP)


@pytest.mark.parametrize("policy", ["{", "{}", "[]"])
def test_a_policy_that_is_none(sagemaker: Emulated, policy: str) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html."""
    sagemaker.call("CreateModelPackageGroup", **_GROUP)
    with pytest.raises(ServiceError, match="The ResourcePolicy of"):
        sagemaker.call("PutModelPackageGroupPolicy", **_GROUP, ResourcePolicy=policy)


def test_groups_are_listed_oldest_first(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelPackageGroups.html."""
    for name in ("b", "a"):
        sagemaker.call("CreateModelPackageGroup", ModelPackageGroupName=name)
        sagemaker.clock.advance(1)
    listed = sagemaker.call("ListModelPackageGroups")["ModelPackageGroupSummaryList"]
    assert [one["ModelPackageGroupName"] for one in listed] == ["b", "a"]
    sagemaker.call("DeleteModelPackageGroup", ModelPackageGroupName="b")
    listed = sagemaker.call("ListModelPackageGroups")["ModelPackageGroupSummaryList"]
    assert [one["ModelPackageGroupArn"] for one in listed] == [
        f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package-group/a"
    ]
