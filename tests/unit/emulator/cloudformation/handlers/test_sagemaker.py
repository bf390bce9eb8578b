"""SageMaker's resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.sagemaker import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from cfnproof.emulator.plans import EndpointPlan
from cfnproof.emulator.sagemaker.service import SageMaker
from tests.unit.emulator.account import ACCOUNT, Emulated
from tests.unit.emulator.cloudformation.handlers.services import Stack

ROLE = f"arn:aws:iam::{ACCOUNT}:role/hosting"
_VARIANT = {"VariantName": "A", "ModelName": "base", "InstanceType": "ml.m5.large", "InitialInstanceCount": "1"}
_POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]}
_TEAM = [{"Key": "Team", "Value": "ml"}]


@pytest.fixture
def emulated() -> Emulated:
    """SageMaker with the model `base` and the configurations `one` and `two` of it."""
    emulated = Emulated(SageMaker())
    emulated.clients.roles.add(ROLE)
    emulated.call("CreateModel", ModelName="base", PrimaryContainer={"Image": "serve"})
    variants = [{**_VARIANT, "InitialInstanceCount": 1}]
    for name in ("one", "two"):
        emulated.call("CreateEndpointConfig", EndpointConfigName=name, ProductionVariants=variants)
    return emulated


def stack_of(emulated: Emulated, kind: str) -> Stack:
    """A stack with a resource of a type to make."""
    (handler,) = (one for one in HANDLERS if one.type == f"AWS::SageMaker::{kind}")
    return Stack(handler, emulated)


CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("Model", "model", "ModelName", {"PrimaryContainer": {"Image": "serve"}, "ExecutionRoleArn": ROLE}),
    ("EndpointConfig", "endpoint-config", "EndpointConfigName", {"ProductionVariants": [_VARIANT]}),
    ("Endpoint", "endpoint", "EndpointName", {"EndpointConfigName": "one"}),
]


@pytest.mark.parametrize(("kind", "arn_kind", "name", "properties"), CASES, ids=[case[0] for case in CASES])
def test_ref_is_the_arn_in_lower_case_and_the_name_an_attribute(
    emulated: Emulated, kind: str, arn_kind: str, name: str, properties: dict[str, Any]
) -> None:
    """As the types' pages have their return values; the generated name is without the stack's."""
    stack = stack_of(emulated, kind)
    physical_id = stack.create(**properties)
    generated = stack.attributes()[name]
    assert re.fullmatch(r"Thing-\w{12}", generated)
    assert generated != generated.lower()
    assert physical_id.endswith(f":{arn_kind}/{generated.lower()}")
    operation = {"Model": "DeleteModel"}.get(kind, f"Delete{kind}")
    assert stack.delete()[0] == operation
    assert stack.delete()[0] == operation
    with pytest.raises(ClientError, match="Could not find"):
        stack.attributes()


@pytest.mark.parametrize(("kind", "arn_kind", "name", "properties"), CASES, ids=[case[0] for case in CASES])
def test_a_given_name_is_taken(
    emulated: Emulated, kind: str, arn_kind: str, name: str, properties: dict[str, Any]
) -> None:
    """And a taken one refused by the service."""
    physical_id = stack_of(emulated, kind).create(**{**properties, name: "Given"})
    assert physical_id.endswith(f":{arn_kind}/given")
    with pytest.raises(ClientError, match="Cannot create already existing"):
        stack_of(emulated, kind).create(**{**properties, name: "Given"})


SYSTEM_TAGS = [(case, case[0] == "Model") for case in CASES]


@pytest.mark.parametrize(("case", "system"), SYSTEM_TAGS, ids=[case[0] for case in CASES])
def test_tags(emulated: Emulated, case: tuple[str, str, str, dict[str, Any]], system: bool) -> None:  # noqa: FBT001  # a case's column
    """CloudFormation's own tags only where the type's schema has `cloudFormationSystemTags`."""
    kind, _, _, properties = case
    stack = stack_of(emulated, kind)
    arn = stack.create(**properties, Tags=_TEAM)
    own = {"aws:cloudformation:stack-name"} if system else set()

    def keys() -> set[str]:
        return {tag["Key"] for tag in emulated.call("ListTags", ResourceArn=arn)["Tags"]}

    assert keys() == {"Team", "Owner", *own}
    assert stack.update(**properties, Tags=[{"Key": "Stage", "Value": "test"}])[-2:] == ["DeleteTags", "AddTags"]
    assert keys() == {"Stage", "Owner", *own}


def test_an_endpoint_takes_another_configuration(emulated: Emulated) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpoint.html."""
    stack = stack_of(emulated, "Endpoint")
    stack.create(EndpointConfigName="one")
    assert stack.update(EndpointConfigName="two") == ["DescribeEndpoint", "UpdateEndpoint"]
    assert stack.handler.ready(stack.target(), stack.physical_id)
    name = stack.attributes()["EndpointName"]
    assert emulated.call("DescribeEndpoint", EndpointName=name)["EndpointConfigName"] == "two"


def test_an_endpoint_is_waited_for(emulated: Emulated) -> None:
    """While it is created, updated and deleted."""
    emulated.plans.endpoints = EndpointPlan(timedelta(seconds=60))
    stack = stack_of(emulated, "Endpoint")
    stack.properties = {"EndpointConfigName": "one"}
    created: list[str] = []
    stack.handler.create(stack.target(), created.append)
    (stack.physical_id,) = created
    assert not stack.handler.ready(stack.target(), stack.physical_id)
    with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
        stack.handler.delete(stack.target(), stack.physical_id)
    emulated.clock.advance(60)
    assert stack.handler.ready(stack.target(), stack.physical_id)
    stack.handler.delete(stack.target(), stack.physical_id)
    assert not stack.handler.gone(stack.target(), stack.physical_id)
    emulated.clock.advance(60)
    assert stack.handler.gone(stack.target(), stack.physical_id)


def test_an_endpoint_that_fails_says_why(emulated: Emulated) -> None:
    """At creation, and at an update that was rolled back."""
    stack = stack_of(emulated, "Endpoint")
    stack.create(EndpointConfigName="one")
    emulated.plans.endpoints = EndpointPlan(failure="no capacity")
    stack.update(EndpointConfigName="two")
    with pytest.raises(HandlerError, match="no capacity"):
        stack.handler.ready(stack.target(), stack.physical_id)
    with pytest.raises(HandlerError, match="no capacity"):
        stack_of(emulated, "Endpoint").create(EndpointConfigName="one", EndpointName="other")


def test_a_group_and_its_policy(emulated: Emulated) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-modelpackagegroup.html."""
    stack = stack_of(emulated, "ModelPackageGroup")
    arn = stack.create(ModelPackageGroupName="Group", ModelPackageGroupPolicy=_POLICY)
    assert stack.attributes() == {
        "ModelPackageGroupArn": arn,
        "ModelPackageGroupStatus": "Completed",
        "CreationTime": "2026-01-02T03:04:05.000Z",
    }
    policy = emulated.call("GetModelPackageGroupPolicy", ModelPackageGroupName="Group")["ResourcePolicy"]
    assert json.loads(policy) == _POLICY
    assert stack.update(ModelPackageGroupName="Group")[-1] == "DeleteModelPackageGroupPolicy"
    assert stack.delete() == ["DeleteModelPackageGroup"]
    assert stack.delete() == ["DeleteModelPackageGroup"]


def test_a_groups_policy_is_deleted_before_the_group(emulated: Emulated) -> None:
    """Only where there is one, so that a role needs no more."""
    stack = stack_of(emulated, "ModelPackageGroup")
    stack.create(ModelPackageGroupName="Group", ModelPackageGroupPolicy=_POLICY)
    assert stack.delete() == ["DeleteModelPackageGroupPolicy", "DeleteModelPackageGroup"]
