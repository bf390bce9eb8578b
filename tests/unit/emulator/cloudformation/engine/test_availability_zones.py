"""Which zones a template is given."""

import pytest

from cfnproof.emulator.cloudformation.engine.availability_zones import zones_of
from tests.unit.emulator.account import ToldSigner


@pytest.mark.parametrize(
    ("with_subnet", "expected"),
    [
        pytest.param("bc", ["us-east-1b", "us-east-1c"], id="those-with-a-default-subnet"),
        pytest.param("", ["us-east-1a", "us-east-1b", "us-east-1c"], id="all-where-none-has-one"),
    ],
)
def test_zones_are_those_with_a_default_subnet(with_subnet: str, expected: list[str]) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html."""
    answers = {
        "describe_account_attributes": {},
        "describe_availability_zones": {"AvailabilityZones": [{"ZoneName": f"us-east-1{zone}"} for zone in "cab"]},
        "describe_subnets": {"Subnets": [{"AvailabilityZone": f"us-east-1{zone}"} for zone in with_subnet]},
    }
    assert zones_of(ToldSigner("caller", answers, []), "us-east-1") == expected
