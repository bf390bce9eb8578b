"""How a story goes when a role lacks a permission: stories by name, and what each of them ends with.

A story runs as far as it gets. What it came to is one text: the action that failed with its message, the resource whose
creation failed with its reason, or what else AWS says of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from cfnproof.emulator.plans import TrainingPlan
from cfnproof.hosts.pipeline_records import Execution
from cfnproof.hosts.stack_records import StackFailedError, describe, events_of
from tests.pipelines.deployments import FIRST, SECOND, Deployment
from tests.pipelines.workshop import SECONDS, TRAINING_INPUT, Pipeline, Workshop
from tests.waiting import until

HOUR: Final = timedelta(hours=1)
SUCCEEDED: Final = "Succeeded"
_ENDED: Final = ("Succeeded", "Failed", "Stopped")


@dataclass(slots=True)
class Told:
    """What a story came to: `failed` is what failed, an action or a resource; `message` what is said of it."""

    failed: str = ""
    message: str = ""
    facts: dict[str, Any] = field(default_factory=dict)  # what else AWS shows, by names of the story's own


Story = Callable[[Workshop], Told]


def training(account: Workshop) -> Told:
    """A push trains a model."""
    pipeline = prepare_training(account)
    if isinstance(pipeline, Told):
        return pipeline
    account.push([TRAINING_INPUT])
    end = told(pushed(account, pipeline))
    end.facts |= {"undelivered": " ".join(one.code for one in account.host.control.undelivered)}
    return end


def stopped_training(account: Workshop) -> Told:
    """A workflow that waits for its training job is stopped, and stops the job."""
    pipeline = prepare_training(account)
    assert isinstance(pipeline, Pipeline)
    account.host.control.plans.training = TrainingPlan(HOUR)
    account.push([TRAINING_INPUT])
    until(account.training_jobs, lambda jobs: [*jobs.values()] == ["InProgress"], "a job in progress", SECONDS)
    states = account.host.client("stepfunctions")
    machine = account.values["training-workflow.TrainingStateMachineArn"]
    (running,) = states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
    states.stop_execution(executionArn=running["executionArn"])
    execution = ended(account, pipeline)
    return Told(*_failure(execution), {"jobs": [*account.training_jobs().values()]})


def abandoned_source(account: Workshop) -> Told:
    """An execution is stopped and abandoned while CodeCommit makes its archive."""
    pipeline = prepare_training(account)
    assert isinstance(pipeline, Pipeline)
    return _abandoned(account, pipeline, lambda: account.push([TRAINING_INPUT]))


def abandoned_deployment(account: Workshop) -> Told:
    """The same of the deployment pipeline."""
    deployment = prepare_deployment(account)
    deployment.push(FIRST)
    return _abandoned(account, deployment.pipeline, deployment.start)


def deployment(account: Workshop) -> Told:
    """A model is deployed."""
    return _deployed(prepare_deployment(account), FIRST)


def second_deployment(account: Workshop) -> Told:
    """Another model takes the first one's place."""
    deployed = prepare_deployment(account)
    deployed.deploy(FIRST)
    before = deployed.configurations()
    end = _deployed(deployed, SECOND)
    end.facts |= {"status": deployed.stack().status, "old configurations left": before <= deployed.configurations()}
    return end


def deployment_again(account: Workshop) -> Told:
    """A change set that was rejected is replaced by the next one."""
    deployed = prepare_deployment(account)
    deployed.push(FIRST)
    rejected = deployed.proposed()
    account.pipelines.reject(rejected)
    deployed.end(rejected, "Failed")
    return _started(deployed)


def failed_deployment(account: Workshop) -> Told:
    """A model that does not exist is deployed: the stack's events say what failed."""
    return _deployed(prepare_deployment(account), "finbert-unknown")


def deletion(account: Workshop) -> Told:
    """The endpoint's stack is deleted."""
    deployed = prepare_deployment(account)
    deployed.deploy(FIRST)
    client, stack_id = account.host.client, deployed.stack().id
    client("cloudformation").delete_stack(StackName=stack_id)
    stack = until(
        lambda: describe(client, stack_id),
        lambda found: found.status.startswith("DELETE_") and not found.status.endswith("_IN_PROGRESS"),
        "the end of the deletion",
        SECONDS,
    )
    failed = [
        one for one in events_of(client, stack.id) if one.status == "DELETE_FAILED" and one.logical_id != stack.name
    ]
    return Told(failed[0].logical_id, failed[0].reason) if failed else Told("", stack.status)


def prepare_training(account: Workshop) -> Pipeline | Told:
    """The training pipeline, or what failed of its stacks."""
    try:
        account.deploy("foundation")
        account.deploy("training-workflow")
        account.upload_training_data()
        return account.deploy_pipeline("mlpipeline")
    except StackFailedError as error:
        first = error.failures[0]
        return Told(first.logical_id, first.reason)


def prepare_deployment(account: Workshop) -> Deployment:
    """The deployment pipeline, and two models."""
    account.deploy("foundation")
    account.upload_training_data()
    for model in (FIRST, SECOND):
        artifact = account.upload(f"models/{model}/output/model.tar.gz", model.encode())
        code = f"s3://{account.values['foundation.DataBucketName']}/source/sourcedir.tar.gz"
        account.host.client("sagemaker").create_model(
            ModelName=model,
            ExecutionRoleArn=account.values["foundation.SageMakerExecutionRoleArn"],
            PrimaryContainer={
                "Image": account.values["image.pytorch-inference"],
                "ModelDataUrl": artifact,
                "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": code, "SAGEMAKER_PROGRAM": "inference.py"},
            },
        )
    return Deployment(account, account.deploy_pipeline("mldeployment-pipeline"))


def pushed(account: Workshop, pipeline: Pipeline) -> Execution | None:
    """The execution that a push has started, ended; None where it started none."""
    lost, executions = account.host.control, account.pipelines
    until(
        lambda: bool(lost.undelivered) or executions.executions(pipeline.name)[0].id != pipeline.created.id,
        bool,
        "an execution after the first, or an event that was not delivered",
        SECONDS,
    )
    return None if lost.undelivered else ended(account, pipeline)


def ended(account: Workshop, pipeline: Pipeline) -> Execution:
    """The newest execution, ended."""
    newest = account.started(pipeline)
    return until(
        lambda: account.pipelines.execution(pipeline.name, newest.id),
        lambda one: one.status in _ENDED,
        "the end of the execution",
        SECONDS,
    )


def told(execution: Execution | None) -> Told:
    """What an execution came to."""
    return Told("", "nothing was started") if execution is None else Told(*_failure(execution))


def _failure(execution: Execution) -> tuple[str, str]:
    if not execution.failures:
        return "", execution.status
    return execution.failures[0].name, execution.failures[0].error_message


def _deployed(deployment: Deployment, model: str) -> Told:
    """Push a model's parameters, start, approve where it comes to that, and see what it ends with."""
    deployment.push(model)
    return _started(deployment)


def _started(deployment: Deployment) -> Told:
    execution_id, pipelines = deployment.start(), deployment.workshop.pipelines
    seen, approval = pipelines.pause(deployment.pipeline.name, execution_id)
    if approval is not None:
        pipelines.approve(approval)
        seen = until(
            lambda: pipelines.execution(deployment.pipeline.name, execution_id),
            lambda one: one.status in _ENDED,
            "the end of the execution",
            SECONDS,
        )
    return told(seen)


def _abandoned(account: Workshop, pipeline: Pipeline, begin: Callable[[], object]) -> Told:
    """Begin an execution, and abandon it when CodeCommit is asked how far its archive is."""
    with account.host.control.interrupt("GetUploadArchiveStatus") as archive:
        begin()
        archive.wait(SECONDS)
        running = account.pipelines.executions(pipeline.name)[0].id
        account.pipelines.stop(pipeline.name, running, abandon=True, reason="another commit")
    execution = ended(account, pipeline)
    until(
        lambda: {one.request.action for one in account.host.control.ledger.entries()},
        lambda actions: "codecommit:CancelUploadArchive" in actions,
        "the archive to be cancelled",
        SECONDS,
    )
    action = until(
        lambda: account.pipelines.execution(pipeline.name, execution.id).action("SourceAction"),
        lambda one: bool(one.error_message) or account.host.control.ledger.denials() == (),
        "what became of the cancellation",
        SECONDS,
    )
    return Told("", action.status, {"message": action.error_message})


STORIES: Final[Mapping[str, Story]] = {
    story.__name__: story
    for story in (
        training,
        stopped_training,
        abandoned_source,
        abandoned_deployment,
        deployment,
        second_deployment,
        deployment_again,
        failed_deployment,
        deletion,
    )
}
