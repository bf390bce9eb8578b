"""Actions that create and execute change sets.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

import json
from typing import Any

from tests.unit.emulator.codepipeline.providers.cloudformation.delivery import (
    BROKEN,
    TOPIC,
    Configuration,
    Delivery,
    error_of,
    result_of,
)

POLICY = {"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}
ROLE = {
    "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}}}
}


def steps(delivery: Delivery, stack: str, **members: str) -> tuple[Configuration, Configuration]:
    """A change set, and its execution."""
    return (
        delivery.asked("CHANGE_SET_REPLACE", stack, ChangeSetName="next", **members),
        delivery.asked("CHANGE_SET_EXECUTE", stack, ChangeSetName="next"),
    )


def summaries(ended: list[dict[str, Any]]) -> list[str]:
    """What actions that succeeded say they did."""
    return [result_of(one)["externalExecutionSummary"] for one in ended]


def test_a_change_set_creates_a_stack_when_it_is_executed(delivery: Delivery) -> None:
    """Until then the stack is in review. Its outputs are variables of the execution."""
    stack = delivery.stack()
    create, execute = steps(delivery, stack)
    (made,) = delivery.run({"template.json": TOPIC}, create)
    assert delivery.stack_of(stack)["StackStatus"] == "REVIEW_IN_PROGRESS"
    change_set = delivery.cloudformation.describe_change_set(StackName=stack, ChangeSetName="next")
    assert change_set["Changes"][0]["ResourceChange"]["Action"] == "Add"
    assert result_of(made)["externalExecutionId"] == change_set["ChangeSetId"]
    assert "#/stacks/changesets/changes?stackId=arn%3Aaws" in result_of(made)["externalExecutionUrl"]
    again, executed = delivery.run({"template.json": TOPIC}, create, {**execute, "OutputFileName": "out.json"})
    assert summaries([made, again, executed]) == [
        "Change set next was created.",
        "Change set next was created.",
        "Change set next was executed.",
    ]
    found = delivery.stack_of(stack)
    assert (found["StackStatus"], found["RoleARN"]) == ("CREATE_COMPLETE", delivery.stack_role)
    assert made["output"]["outputVariables"] == {}
    assert executed["output"]["outputVariables"]["Label"] == "models"
    assert delivery.output_file(executed, "out.json") == executed["output"]["outputVariables"]
    assert result_of(executed)["externalExecutionId"] == found["StackId"]


def test_a_change_set_updates_a_stack_and_one_without_changes_leaves_it(delivery: Delivery) -> None:
    """A pipeline without changes goes through: CloudFormation has a failed change set, which is not executed.

    It holds the name until the next one takes its place.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
    """
    stack = delivery.stack()
    first = steps(delivery, stack, ParameterOverrides='{"Label": "a"}')
    second = steps(delivery, stack, ParameterOverrides='{"Label": "b"}')
    third = steps(delivery, stack, ParameterOverrides='{"Label": "c"}')
    ended = delivery.run({"template.json": TOPIC}, *first, *second, *second, third[0])
    assert summaries(ended)[2:] == [
        "Change set next was created.",
        "Change set next was executed.",
        "Change set next was created without changes.",
        "Change set next has no changes to execute.",
        "Change set next was created.",
    ]
    labels = [one["output"]["outputVariables"].get("Label") for one in ended]
    assert labels == [None, "a", "a", "b", "b", "b", "b"]
    found = delivery.cloudformation.describe_change_set(StackName=stack, ChangeSetName="next")
    assert (found["Status"], found["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")


def test_an_execution_that_fails_and_what_can_be_done_then(delivery: Delivery) -> None:
    """The change set is used up, and a stack that was rolled back takes no other."""
    stack = delivery.stack()
    create, execute = steps(delivery, stack)
    _, failed = delivery.run({"template.json": BROKEN}, create, execute)
    assert error_of(failed)[1].startswith(
        "Failed to execute change set. Current stack status: ROLLBACK_COMPLETE. "
        "Reason: Second (AWS::SSM::Parameter) CREATE_FAILED: "
    )
    (again,) = delivery.run({}, execute)
    assert error_of(again) == ("JobFailed", "ChangeSet [next] does not exist (Error Code: ChangeSetNotFound)")
    (other,) = delivery.run({"template.json": TOPIC}, create)
    assert error_of(other)[1].startswith(
        f"Stack:{delivery.stack_of(stack)['StackId']} is in ROLLBACK_COMPLETE state and can not be updated."
    )


def test_a_change_set_that_does_not_exist(delivery: Delivery) -> None:
    """The name is wrong, or nobody has created it."""
    stack = delivery.stack()
    create, execute = steps(delivery, stack)
    delivery.run({"template.json": TOPIC}, create)
    (failed,) = delivery.run({}, {**execute, "ChangeSetName": "other"})
    code, message = error_of(failed)
    assert code == "JobFailed"
    assert message.startswith("ChangeSet [other] does not exist")


def test_what_cloudformation_refuses(delivery: Delivery) -> None:
    """The action fails with CloudFormation's words.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
    """
    files = {"template.json": TOPIC, "broken.yaml": b"Resources: [", "role.json": ROLE}
    asked = [
        steps(delivery, delivery.stack(), **members)[0]
        for members in (
            {"TemplatePath": "Code::broken.yaml"},
            {"TemplatePath": "Code::role.json"},
            {"ParameterOverrides": '{"Colour": "red"}'},
        )
    ]
    template, capability, parameter = (error_of(one) for one in delivery.run(files, *asked, together=True))
    assert {code for code, _ in (template, capability, parameter)} == {"JobFailed"}
    assert template[1].startswith("Template format error")
    assert capability[1].startswith("Requires capabilities : [CAPABILITY_IAM]")
    assert parameter[1].startswith("Parameters: [Colour] do not exist in the template")


def test_capabilities_are_separated_by_commas(delivery: Delivery) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html."""
    stack = delivery.stack()
    create, _ = steps(delivery, stack, Capabilities="CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND")
    delivery.run({"template.json": ROLE}, create)
    found = delivery.cloudformation.describe_change_set(StackName=stack, ChangeSetName="next")
    assert found["Capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


def test_a_stack_policy_takes_effect_when_the_change_set_is_executed(delivery: Delivery) -> None:
    """Nothing is changed before: where the executing action does not name it, it has no effect, and that is said."""
    stack = delivery.stack()
    create, execute = steps(delivery, stack, TemplateConfiguration="Code::configuration.json")
    files = {"template.json": TOPIC, "configuration.json": {"StackPolicy": POLICY, "Tags": {"Team": "ml"}}}
    made, _ = delivery.run(files, create, execute)
    assert "A change set has no stack policy" in result_of(made)["externalExecutionSummary"]
    assert delivery.stack_of(stack)["Tags"] == [{"Key": "Team", "Value": "ml"}]
    assert "StackPolicyBody" not in delivery.cloudformation.get_stack_policy(StackName=stack)
    delivery.run(files, create, {**execute, "TemplateConfiguration": "Code::configuration.json"})
    found = delivery.cloudformation.get_stack_policy(StackName=stack)["StackPolicyBody"]
    assert json.loads(found) == POLICY
