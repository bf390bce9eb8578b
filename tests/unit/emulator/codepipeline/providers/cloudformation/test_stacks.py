"""Actions that create, update and delete stacks.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

import json

from botocore.exceptions import ClientError

from tests.unit.emulator.codepipeline.providers.cloudformation.delivery import (
    BROKEN,
    BUCKET,
    TOPIC,
    Delivery,
    error_of,
    result_of,
)

EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}


def test_a_stack_is_created_then_updated_then_left_as_it_is(delivery: Delivery) -> None:
    """With its outputs as variables and in the output file; CloudFormation acts as the role that it is given."""
    stack = delivery.stack()
    create = delivery.asked("CREATE_UPDATE", stack, OutputFileName="out.json")
    update = delivery.asked("CREATE_UPDATE", stack, ParameterOverrides='{"Label": "new"}')
    same = delivery.asked("CREATE_UPDATE", stack, ParameterOverrides='{"Label": "#{Act1.Label}"}')
    made, changed, kept = delivery.run({"template.json": TOPIC}, create, update, same)
    found = delivery.stack_of(stack)
    arn = found["StackId"].replace("cloudformation", "sns").partition(":stack/")[0]
    assert made["output"]["outputVariables"]["Label"] == "models"
    assert made["output"]["outputVariables"]["Arn"].startswith(arn)
    assert delivery.output_file(made, "out.json") == made["output"]["outputVariables"]
    assert (found["StackStatus"], found["RoleARN"]) == ("UPDATE_COMPLETE", delivery.stack_role)
    assert changed["output"]["outputVariables"]["Label"] == "new"
    assert kept["output"]["outputVariables"] == changed["output"]["outputVariables"]
    assert result_of(made)["externalExecutionId"] == found["StackId"]
    assert result_of(made)["externalExecutionUrl"].startswith(
        "https://console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/stackinfo?stackId=arn%3Aaws"
    )
    assert [result_of(one)["externalExecutionSummary"] for one in (made, changed, kept)] == [
        f"Stack {stack} was created.",
        f"Stack {stack} was updated.",
        "No updates are to be performed.",
    ]


def test_a_stack_that_fails(delivery: Delivery) -> None:
    """The message tells the first failed resource.

    Only REPLACE_ON_FAILURE gets a stack out of a failed state: it is another one then.
    """
    stack = delivery.stack()
    (failed,) = delivery.run({"template.json": BROKEN}, delivery.asked("CREATE_UPDATE", stack))
    code, message = error_of(failed)
    assert code == "JobFailed"
    assert message.startswith(
        "Failed to create stack. Current stack status: ROLLBACK_COMPLETE. "
        "Reason: Second (AWS::SSM::Parameter) CREATE_FAILED: Resource handler returned message:"
    )
    rolled_back = delivery.stack_of(stack)["StackId"]
    (stuck,) = delivery.run({"template.json": TOPIC}, delivery.asked("CREATE_UPDATE", stack))
    assert error_of(stuck) == ("JobFailed", "Stack exists but with non-updatable status: ROLLBACK_COMPLETE")
    (replaced,) = delivery.run({"template.json": TOPIC}, delivery.asked("REPLACE_ON_FAILURE", stack))
    assert result_of(replaced)["externalExecutionSummary"] == f"Stack {stack} was created."
    assert delivery.stack_of(stack)["StackId"] != rolled_back


def test_an_update_that_fails_keeps_the_stack(delivery: Delivery) -> None:
    """REPLACE_ON_FAILURE does not replace a stack that was rolled back to a working state."""
    stack = delivery.stack()
    worse = {**TOPIC, "Resources": {**TOPIC["Resources"], **BROKEN["Resources"]}}
    delivery.run({"template.json": TOPIC}, delivery.asked("CREATE_UPDATE", stack))
    before = delivery.stack_of(stack)["StackId"]
    (failed,) = delivery.run({"template.json": worse}, delivery.asked("REPLACE_ON_FAILURE", stack))
    assert error_of(failed)[1].startswith(
        "Failed to update stack. Current stack status: UPDATE_ROLLBACK_COMPLETE. "
        "Reason: Second (AWS::SSM::Parameter) CREATE_FAILED"
    )
    (mended,) = delivery.run(
        {"template.json": TOPIC}, delivery.asked("REPLACE_ON_FAILURE", stack, ParameterOverrides='{"Label": "b"}')
    )
    assert result_of(mended)["externalExecutionSummary"] == f"Stack {stack} was updated."
    assert delivery.stack_of(stack)["StackId"] == before


def test_a_stack_is_deleted(delivery: Delivery) -> None:
    """One that does not exist is no error; the output file of a stack that is gone is empty."""
    stack = delivery.stack()
    made, gone, none = delivery.run(
        {"template.json": TOPIC},
        delivery.asked("CREATE_UPDATE", stack),
        delivery.asked("DELETE_ONLY", stack, OutputFileName="out.json"),
        delivery.asked("DELETE_ONLY", stack),
    )
    stack_id = result_of(made)["externalExecutionId"]
    assert delivery.stack_of(stack_id)["StackStatus"] == "DELETE_COMPLETE"
    assert result_of(gone)["externalExecutionSummary"] == f"Stack {stack} was deleted."
    assert (gone["output"]["outputVariables"], delivery.output_file(gone, "out.json")) == ({}, {})
    assert result_of(none) == {"externalExecutionSummary": f"Stack {stack} does not exist."}


def test_a_stack_that_cannot_be_deleted(delivery: Delivery) -> None:
    """An export in use keeps it: CloudFormation leaves the stack as it is, and says why.

    What failed in an operation before is no reason.
    """
    exporter, importer = delivery.stack(), delivery.stack()
    exports = {**TOPIC, "Outputs": {"Arn": {"Value": {"Ref": "Topic"}, "Export": {"Name": exporter}}}}
    worse = {**exports, "Resources": {**TOPIC["Resources"], **BROKEN["Resources"]}}
    value = {"Type": "String", "Value": {"Fn::ImportValue": exporter}}
    imports = {"Resources": {"Kept": {"Type": "AWS::SSM::Parameter", "Properties": value}}}
    delivery.run(
        {"template.json": exports, "importer.json": imports, "worse.json": worse},
        delivery.asked("CREATE_UPDATE", exporter),
        delivery.asked("CREATE_UPDATE", importer, TemplatePath="Code::importer.json"),
        delivery.asked("CREATE_UPDATE", exporter, TemplatePath="Code::worse.json"),
    )
    (kept,) = delivery.run({}, delivery.asked("DELETE_ONLY", exporter))
    assert error_of(kept) == (
        "JobFailed",
        (
            "Failed to delete stack. Current stack status: UPDATE_ROLLBACK_COMPLETE. "
            f"Reason: Delete canceled. Cannot delete export {exporter} as it is in use by {importer}."
        ),
    )


def test_without_the_permission_to_see_events_the_reason_is_not_told(delivery: Delivery) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html, first note."""

    def refuse(request: object) -> None:
        if getattr(request, "operation", "") == "DescribeStackEvents":
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeStackEvents")

    delivery.host.control.before_request = refuse
    try:
        (failed,) = delivery.run({"template.json": BROKEN}, delivery.asked("CREATE_UPDATE", delivery.stack()))
    finally:
        delivery.host.control.before_request = None
    assert error_of(failed)[1] == (
        "Failed to create stack. Current stack status: ROLLBACK_COMPLETE. Status reason is not available because IAM "
        "role associated with the action does not have CloudFormation DescribeStackEvents permission"
    )


def test_the_stack_policy_of_the_template_configuration(delivery: Delivery) -> None:
    """It is set with the stack, with an update, and where there is nothing else to update.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
    """
    stack = delivery.stack()
    policies = [EVERYTHING, {"Statement": [{**EVERYTHING["Statement"][0], "Action": "Update:Modify"}]}]
    for policy, label in zip([*policies, EVERYTHING], ("a", "b", "b"), strict=True):
        configuration = {"Parameters": {"Label": label}, "StackPolicy": policy}
        (ended,) = delivery.run(
            {"template.json": TOPIC, "configuration.json": configuration},
            delivery.asked("CREATE_UPDATE", stack, TemplateConfiguration="Code::configuration.json"),
        )
        result_of(ended)
        found = delivery.cloudformation.get_stack_policy(StackName=stack)["StackPolicyBody"]
        assert json.loads(found) == policy


def test_a_template_that_is_too_large_for_a_request(delivery: Delivery) -> None:
    """It goes by its address; up to 1 MB are allowed."""
    stack = delivery.stack()
    large = {**TOPIC, "Metadata": {"Padding": "x" * 60_000}}
    (ended,) = delivery.run({"template.json": large}, delivery.asked("CREATE_UPDATE", stack))
    assert result_of(ended)["externalExecutionSummary"] == f"Stack {stack} was created."
    assert delivery.cloudformation.get_template(StackName=stack)["TemplateBody"] == large


def test_a_declared_output_without_an_output_file(delivery: Delivery) -> None:
    """It has a place, where nothing is written: those who take it run, and fail only where they read it.

    The page has the file in the artifact "if the OutputFileName parameter is specified".
    """
    stack = delivery.stack()
    made, deleted, read = delivery.run(
        {"template.json": TOPIC},
        delivery.asked("CREATE_UPDATE", stack),
        delivery.asked("DELETE_ONLY", stack),
        delivery.asked("CREATE_UPDATE", stack, TemplatePath="Out1::template.json"),
        declared=True,
    )
    result_of(made)
    assert result_of(deleted)["externalExecutionSummary"] == f"Stack {stack} was deleted."
    (artifact,) = deleted["output"]["outputArtifacts"]
    assert artifact["name"] == "Out1"
    code, message = error_of(read)
    assert code == "PermissionError"
    assert message.startswith(
        f"Unable to access the artifact with Amazon S3 object key '{artifact['s3location']['key']}' located in the "
        f"Amazon S3 artifact bucket '{BUCKET}'. The provided role does not have sufficient permissions."
    )
