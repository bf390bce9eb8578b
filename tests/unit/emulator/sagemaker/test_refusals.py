"""What SageMaker refuses, in its own words."""

from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.account import ACCOUNT, Emulated
from tests.unit.emulator.sagemaker.conftest import CONTAINER, ROLE, VARIANT, arn, model

_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
_GROUP = {"ModelPackageGroupName": "group"}


def config(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # as the API
    """A request for a configuration."""
    return {"EndpointConfigName": "New", "ProductionVariants": [VARIANT], **members}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("CreateModel", model(), f'Cannot create already existing model "{arn("model", "mymodel")}".'),
    ("CreateModel", model("mymodel"), f'Cannot create already existing model "{arn("model", "mymodel")}".'),
    ("CreateModel", {"ModelName": "New"}, "A model needs either a PrimaryContainer or Containers"),
    ("CreateModel", model("New", Containers=[CONTAINER]), "A model needs either a PrimaryContainer or Containers"),
    ("CreateModel", model("New", PrimaryContainer={"Mode": "SingleModel"}), "A container needs an Image"),
    ("CreateModel", model("New", Tags=[{"Key": "aws:x", "Value": ""}]), "reserved for AWS: aws:x"),
    ("CreateModel", model("New_"), "Value 'New_' at 'modelName' failed to satisfy constraint"),
    (
        "CreateModel",
        model("New", ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/other"),
        f"Could not assume role arn:aws:iam::{ACCOUNT}:role/other. Please ensure that the role exists",
    ),
    ("DescribeModel", {"ModelName": "Gone"}, f'Could not find model "{arn("model", "gone")}".'),
    ("DeleteModel", {"ModelName": "Gone"}, f'Could not find model "{arn("model", "gone")}".'),
    ("ListModels", {"NextToken": "x"}, "Invalid NextToken"),
    (
        "CreateEndpointConfig",
        config(EndpointConfigName="one"),
        f'Cannot create already existing endpoint configuration "{arn("endpoint-config", "one")}".',
    ),
    (
        "CreateEndpointConfig",
        config(ProductionVariants=[{**VARIANT, "ModelName": "Gone"}]),
        f'Could not find model "{arn("model", "gone")}".',
    ),
    ("CreateEndpointConfig", config(ProductionVariants=[VARIANT, VARIANT]), "AllTraffic has been used more than once"),
    (
        "CreateEndpointConfig",
        config(ProductionVariants=[{"VariantName": "A", "ModelName": "MyModel"}]),
        "Variant A needs an InstanceType or a ServerlessConfig",
    ),
    (
        "CreateEndpointConfig",
        config(ProductionVariants=[{"VariantName": "A", "InstanceType": "ml.m5.large"}]),
        "Variant A needs a ModelName",
    ),
    (
        "CreateEndpointConfig",
        config(KmsKeyId="key", ProductionVariants=[{**VARIANT, "InstanceType": "ml.g5.xlarge"}]),
        "ml.g5.xlarge, which has local storage",
    ),
    (
        "DescribeEndpointConfig",
        {"EndpointConfigName": "Gone"},
        f'Could not find endpoint configuration "{arn("endpoint-config", "gone")}".',
    ),
    (
        "DeleteEndpointConfig",
        {"EndpointConfigName": "Gone"},
        f'Could not find endpoint configuration "{arn("endpoint-config", "gone")}".',
    ),
    (
        "CreateEndpoint",
        {"EndpointName": "New", "EndpointConfigName": "Gone"},
        f'Could not find endpoint configuration "{arn("endpoint-config", "gone")}".',
    ),
    (
        "UpdateEndpoint",
        {"EndpointName": "Gone", "EndpointConfigName": "One"},
        f'Could not find endpoint "{arn("endpoint", "gone")}".',
    ),
    ("DescribeEndpoint", {"EndpointName": "Gone"}, f'Could not find endpoint "{arn("endpoint", "gone")}".'),
    ("DeleteEndpoint", {"EndpointName": "Gone"}, f'Could not find endpoint "{arn("endpoint", "gone")}".'),
    (
        "DescribeModelPackageGroup",
        _GROUP,
        f"ModelPackageGroup {arn('model-package-group', 'group')} does not exist.",
    ),
    ("DeleteModelPackageGroup", _GROUP, f"ModelPackageGroup {arn('model-package-group', 'group')} does not exist."),
    (
        "GetModelPackageGroupPolicy",
        _GROUP,
        f"Cannot find Model Package Group: {arn('model-package-group', 'group')}",
    ),
    ("ListTags", {"ResourceArn": arn("model", "gone")}, "Could not find resource"),
    ("AddTags", {"ResourceArn": arn("model", "mymodel"), "Tags": [{"Key": "aws:x", "Value": ""}]}, "reserved for AWS"),
    (
        "AddTags",
        {"ResourceArn": arn("model", "mymodel"), "Tags": [{"Key": f"k{n}", "Value": ""} for n in range(50)]},
        "51 tags: a resource can have 50",
    ),
    ("DeleteTags", {"ResourceArn": arn("model", "mymodel"), "TagKeys": ["aws:x"]}, "reserved for AWS"),
]


@pytest.mark.parametrize(
    ("operation", "request_", "message"), REFUSED, ids=[f"{case[0]}: {case[2][:40]}" for case in REFUSED]
)
def test_what_is_refused(sagemaker: Emulated, operation: str, request_: dict[str, Any], message: str) -> None:
    """Every refusal is a ValidationException, and changes nothing."""
    with pytest.raises(ServiceError) as error:
        sagemaker.call(operation, **request_)
    page = f"{_API}/API_{operation}.html"
    assert (error.value.code, message in error.value.message) == ("ValidationException", True), f"{error.value} {page}"
    assert [one["ModelName"] for one in sagemaker.call("ListModels")["Models"]] == ["MyModel"]
    assert sagemaker.call("ListEndpoints")["Endpoints"] == []
    tags = sagemaker.call("ListTags", ResourceArn=arn("model", "mymodel"))["Tags"]
    assert tags == [{"Key": "Team", "Value": "ml"}]


def test_data_that_the_role_cannot_read(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms."""
    sagemaker.clients.answers["head_object"] = "403"
    with pytest.raises(ServiceError, match="Could not access model data at s3://data/models/model") as error:
        sagemaker.call("CreateModel", **model("New"))
    assert error.value.code == "ValidationException"
    assert sagemaker.clients.asked[-1] == (ROLE, "head_object", {"Bucket": "data", "Key": "models/model.tar.gz"})


def test_the_role_is_assumed_for_hosting(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html."""
    assert sagemaker.clients.assumed == [(ROLE, arn("*", "").removesuffix("/"))]


@pytest.mark.parametrize("operation", ["UpdateEndpointWeightsAndCapacities", "UpdateTrainingJob"])
def test_operations_on_what_is_kept_here_do_not_go_to_the_host(sagemaker: Emulated, operation: str) -> None:
    """They are refused by name, never answered from a store that does not have the resource."""
    assert sagemaker.service.answers(operation, {})
    with pytest.raises(ServiceError, match=f"{operation} of sagemaker is not emulated"):
        sagemaker.call(operation)
