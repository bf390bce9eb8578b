"""The account of a walkthrough: the project's stacks, what is pushed to them, and what became of it.

Everything goes through a host's boto3 clients and controls, so that a walkthrough runs on any host.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cfnproof.config import Config, find
from cfnproof.gates.run.archives import content
from cfnproof.hosts.host import Host
from cfnproof.hosts.pipeline_records import ActionExecution, ExecutionSummary
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.stacks import DeployedStack
from cfnproof.pytest_fixtures import DeployStack, PushFiles
from cfnproof.template.pushed import as_pushed, regional_values
from cfnproof.template.stack_parameters import filled
from tests.pipelines.differences import Difference
from tests.waiting import until

MAIN: Final = "main"
"""The default of BranchName in both pipelines' templates."""
TRAINING_INPUT: Final = "sf_start_params.json"
ENDPOINT_TEMPLATE: Final = "mldeployment.yaml"
ENDPOINT_PARAMETERS: Final = "mldeploymentconfig.json"

SECONDS: Final = 30.0
"""How long a walkthrough waits at most for what it looks for."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline and the stack that made it. `created` is the execution with which its creation was answered."""

    name: str
    bucket: str
    created: ExecutionSummary
    stack: DeployedStack


@dataclass(frozen=True, slots=True)
class Workshop:
    """An account with those stacks of `[tool.cfnproof]` that a test has deployed. `values` fill in placeholders.

    `templates` are files that stacks are deployed from in the place of the project's own, by the stacks' names.
    """

    host: Host
    deploy_stack: DeployStack
    push_files: PushFiles
    pipelines: Pipelines
    config: Config = field(default_factory=lambda: find(Path(__file__)))
    values: dict[str, str] = field(default_factory=dict)
    templates: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What follows from the region is known at once."""
        self.values.update(regional_values(self.host.region))

    def template(self, stack: str) -> Path:
        """The file that a stack is deployed from."""
        entry = next(one for one in self.config.stacks if one.name == stack)
        return self.templates.get(stack, entry.template)

    def deploy(
        self, template: str, parameters: Mapping[str, str] | None = None, *, name: str | None = None
    ) -> DeployedStack:
        """Deploy a stack with the project's parameters, and others beside them or in their place."""
        entry = next(one for one in self.config.stacks if one.name == template)
        given = {**filled(entry, self.values, self.config), **(parameters or {})}
        stack = self.deploy_stack(self.template(template), given, name=name or template)
        self.values.update({f"{template}.{key}": value for key, value in stack.outputs.items()})
        return stack

    def deploy_pipeline(
        self, template: str, parameters: Mapping[str, str] | None = None, *, name: str | None = None
    ) -> Pipeline:
        """Deploy a stack with a pipeline, and wait until the execution has ended that its creation starts.

        https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html
        """
        stack = self.deploy(template, parameters, name=name)
        pipeline = stack.resources()["Pipeline"].physical_id

        def look() -> list[ExecutionSummary]:
            ended = [one for one in self.pipelines.executions(pipeline) if one.status not in {"InProgress", "Stopping"}]
            return [one for one in ended if one.trigger == "CreatePipeline"]

        (created,) = until(
            look, lambda found: len(found) == 1, f"the end of the first execution of {pipeline}", SECONDS
        )
        return Pipeline(pipeline, stack.outputs["ArtifactBucket"], created, stack)

    def file(self, path: str) -> str:
        """A file as it is pushed: its placeholders are filled in."""
        return as_pushed(self.config.artifacts[path], self.values).decode()

    def push(self, files: Mapping[str, str] | Sequence[str], *, branch: str = MAIN, delete: Sequence[str] = ()) -> str:
        """Push files, by their content or as the project has them; return the commit's id."""
        content = files if isinstance(files, Mapping) else {path: self.file(path) for path in files}
        return self.push_files(self.repository, branch, content, delete=delete)

    def make_branch(self, name: str, commit: str) -> None:
        """Make a branch of a commit: a commit makes only the first branch of a repository.

        https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-create-branch.html
        """
        self.host.client("codecommit").create_branch(repositoryName=self.repository, branchName=name, commitId=commit)

    @property
    def repository(self) -> str:
        """The repository that the pipelines read."""
        return self.values["foundation.RepositoryName"]

    def upload(self, key: str, data: bytes) -> str:
        """Put an object into the bucket for data and models; return its address."""
        bucket = self.values["foundation.DataBucketName"]
        self.host.client("s3").put_object(Bucket=bucket, Key=key, Body=data)
        return f"s3://{bucket}/{key}"

    def upload_training_data(self) -> None:
        """Put data where the channels of the training job look for it, and the code where its container does."""
        self.upload("source/sourcedir.tar.gz", content(self.config.root / "cfn/data/source"))
        for channel in ("training", "testing"):
            self.upload(f"{channel}/sentences.csv", b"sentence,label\nProfit rose to EUR 13.1 mn,positive\n")

    def started(self, pipeline: Pipeline) -> ExecutionSummary:
        """Wait for an execution after the first: EventBridge delivers events in its own time."""
        return until(
            lambda: self.pipelines.executions(pipeline.name)[0],
            lambda one: one.id != pipeline.created.id,
            f"an execution of {pipeline.name} after the first",
            SECONDS,
        )

    def differs(self, difference: Difference) -> bool:
        """Whether the host is the one that does something otherwise than AWS."""
        return self.host.name == difference.host

    def train(self, pipeline: Pipeline, commit: str) -> str:
        """Wait until the training that a commit started has succeeded; return the name of its model."""
        execution = self.pipelines.wait(pipeline.name, self.pipelines.started_by(pipeline.name, commit))
        return workflow_execution(execution.action("ExecuteSagemakerMLOpsStepFunction"))

    def failure_of(self, pipeline: Pipeline, commit: str) -> ActionExecution:
        """The one action that fails in the execution that a commit started."""
        started = self.pipelines.started_by(pipeline.name, commit)
        (failure,) = self.pipelines.wait(pipeline.name, started, status="Failed").failures
        return failure

    def training_jobs(self) -> Mapping[str, str]:
        """The names of all training jobs, with their statuses."""
        pages = self.host.client("sagemaker").get_paginator("list_training_jobs").paginate()
        found = (one for page in pages for one in page["TrainingJobSummaries"])
        return {one["TrainingJobName"]: one["TrainingJobStatus"] for one in found}

    def models(self) -> set[str]:
        """The names of all models."""
        pages = self.host.client("sagemaker").get_paginator("list_models").paginate()
        return {one["ModelName"] for page in pages for one in page["Models"]}

    def invoke(self, endpoint: str, body: str = "Profit rose") -> Mapping[str, Any]:
        """What an endpoint answers: the hosts put the name of the model and the request into it."""
        answer = self.host.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=endpoint, Body=body.encode(), ContentType="text/plain"
        )
        found: Mapping[str, Any] = json.loads(answer["Body"].read())
        return found

    def empty(self, bucket: str) -> None:
        """Delete all versions of all objects, as the owner of a bucket must before it can be deleted.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
        """
        s3 = self.host.client("s3")
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if keys:
                answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
                assert "Errors" not in answer


def workflow_execution(action: ActionExecution) -> str:
    """The name of the Step Functions execution that an action started."""
    return action.external_id.rpartition(":")[2]
