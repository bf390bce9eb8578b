"""The life of an endpoint.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
"""

from datetime import timedelta
from typing import Any

import pytest

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.plans import EndpointPlan
from tests.unit.emulator.account import Emulated
from tests.unit.emulator.sagemaker.conftest import IMAGE, VARIANT, arn

_IN_PROGRESS = f'Cannot update in-progress endpoint "{arn("endpoint", "live")}".'


@pytest.fixture
def slow(sagemaker: Emulated) -> Emulated:
    """SageMaker whose endpoints take a minute for each change."""
    sagemaker.plans.endpoints = EndpointPlan(timedelta(seconds=60))
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    return sagemaker


def described(sagemaker: Emulated) -> dict[str, Any]:
    """What DescribeEndpoint says."""
    return sagemaker.call("DescribeEndpoint", EndpointName="Live")


def test_an_endpoint_is_in_service_at_the_first_look(sagemaker: Emulated) -> None:
    """Where nothing else is planned."""
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    found, now = described(sagemaker), sagemaker.clock.now()
    image = {"SpecifiedImage": IMAGE, "ResolutionTime": now}
    assert found == {
        "EndpointName": "Live",
        "EndpointArn": arn("endpoint", "live"),
        "EndpointConfigName": "One",
        "EndpointStatus": "InService",
        "CreationTime": now,
        "LastModifiedTime": now,
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "DeployedImages": [image],
                "CurrentWeight": 1.0,
                "DesiredWeight": 1.0,
                "CurrentInstanceCount": 1,
                "DesiredInstanceCount": 1,
            }
        ],
    }


def test_a_slow_endpoint_is_created_updated_and_deleted(slow: Emulated) -> None:
    """Each state lasts as planned; an update serves the old configuration until it ends."""
    assert described(slow)["EndpointStatus"] == "Creating"
    slow.clock.advance(60)
    assert described(slow)["EndpointStatus"] == "InService"
    slow.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Two")
    assert (described(slow)["EndpointStatus"], described(slow)["EndpointConfigName"]) == ("Updating", "One")
    slow.clock.advance(60)
    assert (described(slow)["EndpointStatus"], described(slow)["EndpointConfigName"]) == ("InService", "Two")
    slow.call("DeleteEndpoint", EndpointName="Live")
    assert described(slow)["EndpointStatus"] == "Deleting"
    slow.clock.advance(60)
    with pytest.raises(ServiceError, match="Could not find endpoint"):
        described(slow)
    with pytest.raises(ServiceError, match="Could not find resource"):
        slow.call("ListTags", ResourceArn=arn("endpoint", "live"))


@pytest.mark.parametrize("operation", ["UpdateEndpoint", "DeleteEndpoint"])
def test_a_change_under_way_admits_no_other(slow: Emulated, operation: str) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html."""
    more = {"EndpointConfigName": "Two"} if operation == "UpdateEndpoint" else {}
    with pytest.raises(ServiceError) as error:
        slow.call(operation, EndpointName="Live", **more)
    assert (error.value.code, error.value.message) == ("ValidationException", _IN_PROGRESS)
    assert described(slow)["EndpointStatus"] == "Creating"


def test_a_name_is_taken_while_the_endpoint_is_there(slow: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html."""
    with pytest.raises(ServiceError, match=f'Cannot create already existing endpoint "{arn("endpoint", "live")}".'):
        slow.call("CreateEndpoint", EndpointName="LIVE", EndpointConfigName="One")
    slow.clock.advance(60)
    slow.call("DeleteEndpoint", EndpointName="Live")
    slow.clock.advance(60)
    slow.call("CreateEndpoint", EndpointName="LIVE", EndpointConfigName="Two")
    assert described(slow)["EndpointName"] == "LIVE"


def test_a_failed_endpoint_can_only_be_deleted(sagemaker: Emulated) -> None:
    """The page of EndpointStatus says so of Failed."""
    sagemaker.plans.endpoints = EndpointPlan(failure="no capacity")
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    found = described(sagemaker)
    assert (found["EndpointStatus"], found["FailureReason"]) == ("Failed", "no capacity")
    assert "ProductionVariants" not in found
    with pytest.raises(ServiceError, match="it has failed and can only be deleted"):
        sagemaker.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Two")
    sagemaker.call("DeleteEndpoint", EndpointName="Live")
    assert sagemaker.call("ListEndpoints")["Endpoints"] == []


def test_a_failed_update_keeps_what_was_served(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html."""
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    before = described(sagemaker)
    sagemaker.plans.endpoints = EndpointPlan(failure="the container is not healthy")
    sagemaker.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Two")
    assert described(sagemaker) == {**before, "FailureReason": "the container is not healthy"}
    sagemaker.plans.endpoints = EndpointPlan()
    sagemaker.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Two")
    assert "FailureReason" not in described(sagemaker)


def test_what_an_endpoint_uses_may_be_deleted_under_it(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpointConfig.html."""
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="One")
    sagemaker.call("DeleteEndpointConfig", EndpointConfigName="One")
    sagemaker.call("DeleteModel", ModelName="MyModel")
    assert described(sagemaker)["EndpointStatus"] == "InService"
    with pytest.raises(ServiceError, match="Could not find model"):
        sagemaker.call("UpdateEndpoint", EndpointName="Live", EndpointConfigName="Two")


def test_a_serverless_variant_is_described(sagemaker: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantSummary.html."""
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
    variant = {"VariantName": "A", "ModelName": VARIANT["ModelName"], "ServerlessConfig": serverless}
    sagemaker.call("CreateEndpointConfig", EndpointConfigName="Three", ProductionVariants=[variant])
    sagemaker.call("CreateEndpoint", EndpointName="Live", EndpointConfigName="Three")
    (found,) = described(sagemaker)["ProductionVariants"]
    assert found["CurrentServerlessConfig"] == serverless
    assert "CurrentInstanceCount" not in found


def test_endpoints_are_listed_newest_first_and_by_status(slow: Emulated) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html."""
    slow.clock.advance(60)
    slow.call("CreateEndpoint", EndpointName="Next", EndpointConfigName="One")
    assert [one["EndpointName"] for one in slow.call("ListEndpoints")["Endpoints"]] == ["Next", "Live"]
    serving = slow.call("ListEndpoints", StatusEquals="InService")["Endpoints"]
    assert [one["EndpointName"] for one in serving] == ["Live"]
    changed = slow.call("ListEndpoints", LastModifiedTimeAfter=slow.clock.now() - timedelta(seconds=1))["Endpoints"]
    assert [one["EndpointName"] for one in changed] == ["Next", "Live"]
