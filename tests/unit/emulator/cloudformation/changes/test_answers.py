"""Changes in the form of the API, checked against botocore's model."""

import pytest

from cfnproof.emulator.cloudformation.changes.answers import change_members
from cfnproof.emulator.cloudformation.changes.plan import plan
from cfnproof.emulator.shapes import check_answer, service_model
from tests.unit.emulator.cloudformation.changes.cases import CASES, Case
from tests.unit.emulator.cloudformation.changes.stacks import Shop

OPERATION = service_model("cloudformation").operation_model("DescribeChangeSet")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_botocore_has_every_member(case: Case) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Change.html."""
    shop = Shop()
    stack = shop.deployed(shop.definition(case.before, case.old))
    changes = [change_members(one) for one in plan(shop.context, stack, shop.definition(case.after, case.new))]
    check_answer(OPERATION, {"Changes": changes})
    assert len(changes) == len(case.expected)
    assert "secret" not in str(changes)


def test_a_replacement() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-samples.html."""
    shop = Shop()
    case = CASES["parameter-default"]
    stack = shop.deployed(shop.definition(case.before))
    (change,) = plan(shop.context, stack, shop.definition(case.after))
    target = {"Attribute": "Properties", "Name": "TopicName", "RequiresRecreation": "Always"}
    assert change_members(change) == {
        "Type": "Resource",
        "ResourceChange": {
            "PolicyAction": "ReplaceAndDelete",
            "Action": "Modify",
            "LogicalResourceId": "Topic",
            "PhysicalResourceId": "topic-1",
            "ResourceType": "AWS::SNS::Topic",
            "Replacement": "True",
            "Scope": ["Properties"],
            "Details": [
                {
                    "Target": target,
                    "Evaluation": "Static",
                    "ChangeSource": "ParameterReference",
                    "CausingEntity": "Given",
                },
                {"Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification"},
            ],
        },
    }


def test_an_addition() -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-samples.html."""
    shop = Shop()
    case = CASES["add"]
    stack = shop.deployed(shop.definition(case.before))
    (change,) = plan(shop.context, stack, shop.definition(case.after))
    assert change_members(change)["ResourceChange"] == {
        "Action": "Add",
        "LogicalResourceId": "New",
        "ResourceType": "AWS::SQS::Queue",
        "Scope": [],
        "Details": [],
    }
