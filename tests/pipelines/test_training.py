"""The training pipeline: what starts it, what it makes, and what it says of inputs that it cannot use."""

import io
import json
import tarfile
from collections.abc import Mapping
from typing import Final

import pytest

from cfnproof.hosts.stack_records import StackRefusedError
from tests.pipelines.differences import CONDITION_NOT_HEEDED, TEMPLATE_NOT_KEPT
from tests.pipelines.queues import queue_for
from tests.pipelines.workshop import MAIN, TRAINING_INPUT, Pipeline, Workshop

SOURCE: Final = "SourceAction"
TRAIN: Final = "ExecuteSagemakerMLOpsStepFunction"
STAGE: Final = "ModelBuilding"


def test_a_new_pipeline_runs_once_and_finds_no_branch(workshop: Workshop, pipeline: Pipeline) -> None:
    """A pipeline starts when it is created; the branch is there with the first push only.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html
    """
    (execution,) = workshop.pipelines.executions(pipeline.name)
    assert (execution.id, execution.trigger, execution.status) == (pipeline.created.id, "CreatePipeline", "Failed")
    (failure,) = workshop.pipelines.failures(pipeline.name, execution.id)
    assert failure.name == SOURCE
    assert f"no branch named {MAIN} was found" in failure.error_message
    assert workshop.repository in failure.error_message


def test_a_push_to_the_branch_starts_one_execution_and_nothing_else_does(
    workshop: Workshop, pipeline: Pipeline
) -> None:
    """Events of other branches, and of the branch when it is deleted, do not match the rule.

    Each is followed by a change of the branch: what came before it would have started an execution by then.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
    https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
    """
    other = workshop.push({"README.md": "nothing to train with"}, branch="other")
    workshop.make_branch(f"{MAIN}-2", other)
    workshop.make_branch(MAIN, other)
    assert workshop.failure_of(pipeline, other).name == TRAIN
    later = workshop.push([TRAINING_INPUT], branch="other")
    workshop.host.client("codecommit").delete_branch(repositoryName=workshop.repository, branchName=MAIN)
    workshop.make_branch(MAIN, later)
    workshop.train(pipeline, later)
    pushed = workshop.push({"README.md": "how to train"})
    workshop.train(pipeline, pushed)

    oldest_first = workshop.pipelines.executions(pipeline.name)[::-1]
    assert [(one.trigger, dict(one.revisions)) for one in oldest_first] == [
        ("CreatePipeline", {}),
        *(("CloudWatchEvent", {SOURCE: commit}) for commit in (other, later, pushed)),
    ]
    rule = pipeline.stack.resources()["AmazonCloudWatchEventRule"].physical_id
    assert {one.trigger_detail.rpartition("/")[2] for one in oldest_first[1:]} == {rule}


def test_a_tag_of_the_branch_s_name_starts_nothing(workshop: Workshop, pipeline: Pipeline) -> None:
    """The rule's pattern takes branches only.

    No operation of CodeCommit makes a tag, and EventBridge takes no event of AWS's from others, so a rule that differs
    in the source alone is sent what CodeCommit sends. It matches what is sent last.

    https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
    """
    events, queue = workshop.host.client("events"), queue_for(workshop.host, "events.amazonaws.com")
    rule = events.describe_rule(Name=pipeline.stack.resources()["AmazonCloudWatchEventRule"].physical_id)
    pattern = {**json.loads(rule["EventPattern"]), "source": ["walkthrough"]}
    events.put_rule(Name="same-pattern", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="same-pattern", Targets=[{"Id": "queue", "Arn": queue.arn}])
    for kind, full_name in (("tag", f"refs/tags/{MAIN}"), ("branch", f"refs/heads/{MAIN}")):
        detail = {
            "event": "referenceCreated",
            "repositoryName": workshop.repository,
            "referenceType": kind,
            "referenceName": MAIN,
            "referenceFullName": full_name,
        }
        entry = {
            "Source": "walkthrough",
            "DetailType": "CodeCommit Repository State Change",
            "Resources": [workshop.values["foundation.RepositoryArn"]],
            "Detail": json.dumps(detail),
        }
        assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    (body,) = queue.received_until(f"refs/heads/{MAIN}")
    assert json.loads(body)["detail"]["referenceType"] == "branch"


def test_the_model_is_named_after_the_execution_and_holds_the_training_artifacts(
    workshop: Workshop, pipeline: Pipeline
) -> None:
    """Workflow's execution, training job and model have one name: the prefix and the id of the action's execution.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
    https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html
    """
    model = workshop.train(pipeline, workshop.push([TRAINING_INPUT]))
    (action, *_) = workshop.host.client("codepipeline").list_action_executions(pipelineName=pipeline.name)[
        "actionExecutionDetails"
    ]
    assert model == f"finbert-{action['actionExecutionId']}"
    assert workshop.models() == {model}
    assert workshop.training_jobs() == {model: "Completed"}

    bucket, key = workshop.values["foundation.DataBucketName"], f"models/{model}/output/model.tar.gz"
    job = workshop.host.client("sagemaker").describe_training_job(TrainingJobName=model)
    container = workshop.host.client("sagemaker").describe_model(ModelName=model)["PrimaryContainer"]
    assert container["ModelDataUrl"] == job["ModelArtifacts"]["S3ModelArtifacts"] == f"s3://{bucket}/{key}"
    assert container["Image"] == workshop.values["image.pytorch-inference"]
    stored = workshop.host.client("s3").get_object(Bucket=bucket, Key=key)
    assert stored["SSEKMSKeyId"] == workshop.values["foundation.KeyArn"]
    with tarfile.open(fileobj=io.BytesIO(stored["Body"].read()), mode="r:gz") as archive:
        assert archive.getnames()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"params.json": "{}"}, (TRAINING_INPUT, "SourceOutput")),
        ({TRAINING_INPUT: "TrainingImage: pytorch\n"}, (TRAINING_INPUT, "JSON")),
    ],
    ids=["missing", "not JSON"],
)
def test_an_input_that_cannot_be_used_is_named_by_the_action_that_fails(
    workshop: Workshop, pipeline: Pipeline, files: Mapping[str, str], words: tuple[str, ...]
) -> None:
    """InputType FilePath needs the file in the input artifact, and a workflow's input is JSON.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    failure = workshop.failure_of(pipeline, workshop.push(files))
    assert (failure.stage, failure.name) == (STAGE, TRAIN)
    assert [word for word in words if word not in failure.error_message] == []
    assert workshop.training_jobs() == {}


def test_an_input_that_lacks_a_key_fails_with_the_name_of_the_key(workshop: Workshop, pipeline: Pipeline) -> None:
    """The path to what is missing stands in the cause of the workflow's execution, whichever state needs it.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """
    complete = json.loads(workshop.file(TRAINING_INPUT))
    for key in ("SageMakerRoleArn", "S3UriTraining", "InferenceImage"):
        lacking = {name: value for name, value in complete.items() if name != key}
        failure = workshop.failure_of(pipeline, workshop.push({TRAINING_INPUT: json.dumps(lacking)}))
        assert failure.name == TRAIN
        assert f"'$.{key}'" in failure.error_message, failure
        assert failure.external_id in failure.error_message
    assert workshop.models() == set()


def test_without_trigger_on_push_a_push_starts_nothing(workshop: Workshop, pipeline: Pipeline) -> None:
    """The update removes the rule and its role; started by hand, the pipeline takes what was pushed.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-rerun-manually.html
    """
    by_push = {"AmazonCloudWatchEventRule", "AmazonCloudWatchEventRole"}
    if workshop.differs(TEMPLATE_NOT_KEPT) and workshop.differs(CONDITION_NOT_HEEDED):
        with pytest.raises(StackRefusedError, match="Specify exactly one of 'TemplateBody' or 'TemplateUrl'"):
            pipeline.stack.update(parameters={"TriggerOnPush": "false"})
        pipeline.stack.update(workshop.template("mlpipeline"), {"TriggerOnPush": "false"})
        assert pipeline.stack.resources().keys() >= by_push
        return
    by_hand = pipeline.stack.update(parameters={"TriggerOnPush": "false"})
    assert pipeline.stack.resources().keys().isdisjoint(by_push)
    commit = workshop.push([TRAINING_INPUT])
    execution = workshop.pipelines.start(pipeline.name)
    assert workshop.pipelines.wait(pipeline.name, execution).artifact_revisions == {"SourceOutput": commit}

    by_hand.update(parameters={"TriggerOnPush": "true"})
    workshop.failure_of(pipeline, workshop.push({"README.md": "no input"}, delete=[TRAINING_INPUT]))
    oldest_first = workshop.pipelines.executions(pipeline.name)[::-1]
    assert [one.trigger for one in oldest_first] == ["CreatePipeline", "StartPipelineExecution", "CloudWatchEvent"]


def test_two_copies_stand_side_by_side(workshop: Workshop, pipeline: Pipeline) -> None:
    """A push starts both copies that read its branch, and no other; each makes a model of its own.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
    """
    copy = workshop.deploy_pipeline("mlpipeline", name="mlpipeline-copy")
    other = workshop.deploy_pipeline("mlpipeline", {"BranchName": "other"}, name="mlpipeline-other")
    commit = workshop.push([TRAINING_INPUT])
    models = {workshop.train(one, commit) for one in (pipeline, copy)}
    assert workshop.models() == models
    assert len(models) == 2
    assert len({one.bucket for one in (pipeline, copy, other)}) == 3

    workshop.make_branch("other", commit)
    models.add(workshop.train(other, commit))
    assert workshop.models() == models
    numbers = {one.name: len(workshop.pipelines.executions(one.name)) for one in (pipeline, copy, other)}
    assert numbers == {pipeline.name: 2, copy.name: 2, other.name: 2}


def test_deleted_and_created_again_it_trains_again(workshop: Workshop, pipeline: Pipeline) -> None:
    """The new pipeline reads the branch that is there already when it is created, and then each push, once.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html
    """
    workshop.train(pipeline, workshop.push([TRAINING_INPUT]))
    workshop.empty(pipeline.bucket)
    pipeline.stack.delete()
    assert workshop.host.client("codepipeline").list_pipelines()["pipelines"] == []

    again = workshop.deploy_pipeline("mlpipeline")
    assert again.created.status == "Succeeded"
    commit = workshop.push({"README.md": "again"})
    model = workshop.train(again, commit)
    oldest_first = workshop.pipelines.executions(again.name)[::-1]
    assert [one.trigger for one in oldest_first] == ["CreatePipeline", "CloudWatchEvent"]
    assert len(workshop.models()) == 3
    assert model in workshop.models()
