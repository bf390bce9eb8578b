"""The model that stands in."""

import pytest

from cfnproof.gates.deploy.model import NAME, make_model
from cfnproof.hosts.registry import HOSTS


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1"])
def test_the_role_may_host_the_model(region: str) -> None:
    """An endpoint comes into service and writes its log; nothing is denied.

    https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
    """
    with HOSTS["moto"](region) as host:
        host.control.hold_seconds = 10.0
        assert make_model(host) == NAME
        sagemaker = host.client("sagemaker")
        variant = {"VariantName": "all", "ModelName": NAME, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        sagemaker.create_endpoint_config(EndpointConfigName="one", ProductionVariants=[variant])
        sagemaker.create_endpoint(EndpointName="one", EndpointConfigName="one")
        assert sagemaker.describe_endpoint(EndpointName="one")["EndpointStatus"] == "InService"
        assert [entry.as_json() for entry in host.control.ledger.denials()] == []
        groups = host.client("logs").describe_log_groups()["logGroups"]
        assert [group["logGroupName"] for group in groups] == ["/aws/sagemaker/Endpoints/one"]
