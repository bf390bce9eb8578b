"""The course of a training: it fails, is retried, is stopped, or is overtaken."""

from datetime import timedelta
from typing import Final

from cfnproof.emulator.plans import TrainingPlan
from tests.pipelines.workshop import SECONDS, TRAINING_INPUT, Pipeline, Workshop, workflow_execution
from tests.waiting import until

SOURCE: Final = "SourceAction"
TRAIN: Final = "ExecuteSagemakerMLOpsStepFunction"
STAGE: Final = "ModelBuilding"
HOUR: Final = timedelta(hours=1)
REASON: Final = "AlgorithmError: ExecuteUserScriptError: Command 'python train.py' exited with 1"


def training_for_an_hour(workshop: Workshop, pipeline: Pipeline) -> str:
    """The id of an execution whose training job is under way, and ends when the clock is moved on."""
    workshop.host.control.plans.training = TrainingPlan(HOUR)
    execution = workshop.pipelines.started_by(pipeline.name, workshop.push([TRAINING_INPUT]))
    until(
        workshop.training_jobs,
        lambda jobs: [*jobs.values()] == ["InProgress"],
        "a training job in progress",
        SECONDS,
    )
    return execution


def test_a_failed_training_job_fails_the_pipeline_with_its_reason_and_a_retry_succeeds(
    workshop: Workshop, pipeline: Pipeline
) -> None:
    """The retried action starts the workflow anew, so job and model have a new name.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-retry.html
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
    """
    workshop.host.control.plans.training = TrainingPlan(failure=REASON)
    failure = workshop.failure_of(pipeline, workshop.push([TRAINING_INPUT]))
    failed_job = workflow_execution(failure)
    assert (failure.stage, failure.name, failure.external_id in failure.error_message) == (STAGE, TRAIN, True)
    assert REASON in failure.error_message
    assert workshop.training_jobs() == {failed_job: "Failed"}
    assert workshop.models() == set()

    workshop.host.control.plans.training = TrainingPlan()
    execution = workshop.pipelines.executions(pipeline.name)[0].id
    workshop.pipelines.retry(pipeline.name, STAGE, execution)
    succeeded = workshop.pipelines.wait(pipeline.name, execution)
    assert [(one.name, one.status) for one in succeeded.actions] == [
        (SOURCE, "Succeeded"),
        (TRAIN, "Failed"),
        (TRAIN, "Succeeded"),
    ]
    model = workflow_execution(succeeded.action(TRAIN))
    assert workshop.training_jobs() == {failed_job: "Failed", model: "Completed"}
    assert workshop.models() == {model}


def test_stop_and_wait_lets_the_training_end(workshop: Workshop, pipeline: Pipeline) -> None:
    """The execution is Stopping while its action goes on, which succeeds.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
    """
    execution = training_for_an_hour(workshop, pipeline)
    workshop.pipelines.stop(pipeline.name, execution, reason="another key")
    stopping = workshop.pipelines.execution(pipeline.name, execution)
    assert (stopping.status, stopping.action(TRAIN).status) == ("Stopping", "InProgress")

    workshop.host.control.clock.advance(HOUR)
    stopped = workshop.pipelines.wait(pipeline.name, execution, status="Stopped")
    assert stopped.action(TRAIN).status == "Succeeded"
    assert workshop.models() == {workflow_execution(stopped.action(TRAIN))}


def test_stop_and_abandon_ends_at_once_and_leaves_the_training_to_itself(
    workshop: Workshop, pipeline: Pipeline
) -> None:
    """The provider goes on with what the abandoned action began; a retry begins it anew.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
    """
    execution = training_for_an_hour(workshop, pipeline)
    workshop.pipelines.stop(pipeline.name, execution, abandon=True)
    stopped = workshop.pipelines.wait(pipeline.name, execution, status="Stopped")
    abandoned = stopped.action(TRAIN)
    assert abandoned.status == "Abandoned"
    assert [*workshop.training_jobs().values()] == ["InProgress"]
    assert workshop.models() == set()

    workshop.host.control.clock.advance(HOUR)
    until(workshop.models, lambda models: len(models) == 1, "the model of the abandoned workflow", SECONDS)
    assert workshop.pipelines.execution(pipeline.name, execution).status == "Stopped"
    workshop.host.control.plans.training = TrainingPlan()
    workshop.pipelines.retry(pipeline.name, STAGE, execution)
    again = workshop.pipelines.wait(pipeline.name, execution).action(TRAIN)
    assert workshop.models() == {workflow_execution(abandoned), workflow_execution(again)}


def test_of_two_quick_pushes_while_it_trains_the_later_one_supersedes(workshop: Workshop, pipeline: Pipeline) -> None:
    """An execution that waits for a locked stage is superseded by a newer one, which enters when the stage is free.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
    """
    first = training_for_an_hour(workshop, pipeline)
    second = workshop.pipelines.started_by(pipeline.name, workshop.push({"README.md": "second"}))
    third = workshop.pipelines.started_by(pipeline.name, workshop.push({"README.md": "third"}))
    superseded = workshop.pipelines.wait(pipeline.name, second, status="Superseded")
    assert [one.name for one in superseded.actions] == [SOURCE]
    waiting = workshop.pipelines.execution(pipeline.name, third)
    assert (waiting.status, [one.name for one in waiting.actions]) == ("InProgress", [SOURCE])

    workshop.host.control.plans.training = TrainingPlan()
    workshop.host.control.clock.advance(HOUR)
    trained = [workshop.pipelines.wait(pipeline.name, one).action(TRAIN) for one in (first, third)]
    assert workshop.models() == {workflow_execution(one) for one in trained}
