"""No member of a request is accepted and ignored."""

from pathlib import Path

import pytest

import cfnproof.emulator.cloudformation as package
from cfnproof.emulator.cloudformation.service import CloudFormation
from cfnproof.emulator.cloudformation.unheeded import HARMLESS, UNHEEDED
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import service_model
from tests.unit.emulator.account import Emulated

ROOT = Path(str(package.__file__)).parent
SOURCES = "\n".join(file.read_text() for file in (*ROOT.glob("operations/*.py"), ROOT / "template_source.py"))
POLICIES = {"StackPolicy", "StackPolicyDuringUpdate"}
"""Their Body and URL are read by one function, which puts the two words together."""


@pytest.mark.parametrize("operation", CloudFormation.operations)
def test_every_member_is_read_or_refused(operation: str) -> None:
    """A member of the API that the code never names would be ignored."""
    shape = service_model("cloudformation").operation_model(operation).input_shape
    assert shape is not None
    heeded = {name for name in shape.members if f'"{name}"' in SOURCES}
    heeded |= {f"{policy}{end}" for policy in POLICIES if f'"{policy}"' in SOURCES for end in ("Body", "URL")}
    assert set(shape.members) - heeded - set(UNHEEDED.get(operation, ())) - set(HARMLESS) == set()


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("CreateStack", {"StackName": "a", "RollbackConfiguration": {"MonitoringTimeInMinutes": 5}}),
        ("CreateStack", {"StackName": "a", "ResourceTypes": ["AWS::S3::*"]}),
        ("UpdateStack", {"StackName": "a", "RetainExceptOnCreate": True}),
        ("DeleteStack", {"StackName": "a", "DeletionMode": "FORCE_DELETE_STACK"}),
        ("CreateChangeSet", {"StackName": "a", "ChangeSetName": "c", "IncludeNestedStacks": True}),
        ("DescribeChangeSet", {"StackName": "a", "ChangeSetName": "c", "IncludePropertyValues": True}),
    ],
)
def test_what_is_not_carried_out_is_refused_by_name(operation: str, request_: dict[str, object]) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html and its neighbours."""
    member = next(reversed(request_))
    with pytest.raises(ServiceError, match=f"{member} of {operation} is not emulated"):
        Emulated(CloudFormation()).call(operation, **request_)


def test_values_that_ask_for_nothing_are_taken() -> None:
    """Tools send defaults."""
    emulated = Emulated(CloudFormation())
    assert emulated.call("DeleteStack", StackName="none", DeletionMode="STANDARD") == {}
