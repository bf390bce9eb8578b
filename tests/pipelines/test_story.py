"""The article's story, from the first stack to the last deletion."""

from typing import Final

import pytest

from cfnproof.hosts.inventory import Entry, inventory
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.stack_records import StackFailedError, StackState, describe
from cfnproof.hosts.stacks import DeployedStack
from tests.pipelines.differences import FAILED_DELETION_PASSES
from tests.pipelines.workshop import (
    ENDPOINT_PARAMETERS,
    ENDPOINT_TEMPLATE,
    SECONDS,
    TRAINING_INPUT,
    Pipeline,
    Workshop,
)
from tests.waiting import until

ENDPOINT_STACK: Final = "FinanceSentimentProd"
BUCKET: Final = "CodePipelineArtifactStoreBucket"


def deploy_endpoint(account: Workshop, pipeline: Pipeline) -> StackState:
    """Start the deployment pipeline and approve what it proposes; return the endpoint's stack."""
    pipelines: Pipelines = account.pipelines
    approval = pipelines.wait_for_approval(pipeline.name, pipelines.start(pipeline.name))
    pipelines.approve(approval, "the story goes on")
    pipelines.wait(pipeline.name, approval.execution_id)
    return describe(account.host.client, ENDPOINT_STACK)


def delete_endpoint(account: Workshop, stack: StackState) -> None:
    """Delete the endpoint's stack, which must be done while the role is there with which it was made.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    account.host.client("cloudformation").delete_stack(StackName=stack.id)
    until(
        lambda: describe(account.host.client, stack.id).status,
        lambda status: status == "DELETE_COMPLETE",
        f"the deletion of stack {stack.name}",
        SECONDS,
    )


def delete_pipeline(account: Workshop, pipeline: Pipeline) -> None:
    """Delete a pipeline's stack: S3 keeps the bucket as long as it holds a version, and the stack's event says so.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
    """
    if account.differs(FAILED_DELETION_PASSES):
        try:
            pipeline.stack.delete()
        except StackFailedError as error:  # it is in that status for a moment
            assert error.status == "DELETE_FAILED"  # noqa: PT017  # or it is over before it is seen
        until(
            lambda: describe(account.host.client, pipeline.stack.id).status,
            lambda status: status == "DELETE_COMPLETE",
            f"the deletion of stack {pipeline.stack.name}",
            SECONDS,
        )
        account.empty(pipeline.bucket)
        account.host.client("s3").delete_bucket(Bucket=pipeline.bucket)  # it is still there
        return
    with pytest.raises(StackFailedError) as caught:
        pipeline.stack.delete()
    assert caught.value.status == "DELETE_FAILED"
    reasons = {one.logical_id: one.reason for one in caught.value.failures}
    assert reasons.keys() == {BUCKET, pipeline.stack.name}
    assert "The bucket you tried to delete is not empty" in reasons[BUCKET]
    assert f"[{BUCKET}]" in reasons[pipeline.stack.name]
    account.empty(pipeline.bucket)
    pipeline.stack.delete()


def kept(account: Workshop, foundation: DeployedStack, workflow: DeployedStack, *models: str) -> set[tuple[str, str]]:
    """What outlives the story: what the templates retain, and what no stack made: models and the jobs' log."""
    of_foundation, host = foundation.resources(), account.host
    bucket = of_foundation["DataBucket"].physical_id
    described = [host.client("sagemaker").describe_model(ModelName=model)["ModelArn"] for model in models]
    return {
        ("AWS::CodeCommit::Repository", of_foundation["Repository"].physical_id),
        ("AWS::KMS::Key", of_foundation["Key"].physical_id),
        ("AWS::Logs::LogGroup", "/aws/sagemaker/TrainingJobs"),
        ("AWS::Logs::LogGroup", workflow.resources()["TrainingStateMachineLogGroup"].physical_id),
        ("AWS::S3::Bucket", bucket),
        ("AWS::S3::BucketPolicy", bucket),
        *(("AWS::SageMaker::Model", arn) for arn in described),
    }


def identity(entry: Entry) -> tuple[str, str]:
    """The type and the id of a resource."""
    return entry.type, entry.id


def test_the_whole_story(account: Workshop) -> None:
    """Foundation, workflow, pipelines; push, train, deploy, approve, invoke; delete, and see what is left.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    before = inventory(account.host)
    foundation, workflow = account.deploy("foundation"), account.deploy("training-workflow")
    account.upload_training_data()
    training, deployment = account.deploy_pipeline("mlpipeline"), account.deploy_pipeline("mldeployment-pipeline")

    model = account.train(training, account.push([TRAINING_INPUT]))
    assert account.models() == {model}
    account.values["model.name"] = model
    configuration = account.push([ENDPOINT_TEMPLATE, ENDPOINT_PARAMETERS])
    by_configuration = account.train(training, configuration)  # both pipelines read one branch
    assert account.models() == {model, by_configuration}

    stack = deploy_endpoint(account, deployment)
    answer = account.invoke(stack.outputs["EndpointName"], "Operating profit rose to EUR 13.1 mn")
    assert (answer["ModelName"], answer["Body"]) == (model, "Operating profit rose to EUR 13.1 mn")
    assert answer["ModelDataUrl"].endswith(f"/models/{model}/output/model.tar.gz")

    expected = kept(account, foundation, workflow, model, by_configuration)
    expected.add(("AWS::Logs::LogGroup", f"/aws/sagemaker/Endpoints/{stack.outputs['EndpointName']}"))
    delete_endpoint(account, stack)
    for pipeline in (deployment, training):
        delete_pipeline(account, pipeline)
    workflow.delete()
    foundation.delete()
    after = inventory(account.host)
    assert before <= after
    assert {identity(entry) for entry in after - before} == expected
