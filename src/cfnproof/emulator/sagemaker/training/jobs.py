"""Operations on training jobs.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopTrainingJob.html
"""

from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.sagemaker import errors, listing, tags
from cfnproof.emulator.sagemaker.roles import assume
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.emulator.sagemaker.training.artifacts import artifacts_of
from cfnproof.emulator.sagemaker.training.channels import check_channels
from cfnproof.emulator.sagemaker.training.container import check_image
from cfnproof.emulator.sagemaker.training.job import Phase, TrainingJob
from cfnproof.emulator.sagemaker.training.requests import check_request
from cfnproof.emulator.sagemaker.training.run import Run
from cfnproof.emulator.sagemaker.training.volume_keys import lend_volume_key
from cfnproof.emulator.service import Answer, Request
from cfnproof.emulator.shapes import present

_DEFAULTS: Final[Mapping[str, Any]] = {
    "EnableNetworkIsolation": False,
    "EnableInterContainerTrafficEncryption": False,
    "EnableManagedSpotTraining": False,
}
_NEVER_TRUE: Final = ("WarmPoolStatusEquals", "TrainingPlanArnEquals")
"""Filters on what no job here has."""


class TrainingJobOperations:
    """Create, describe, list and stop training jobs."""

    def create_training_job(self, context: SageMakerContext, request: Request) -> Answer:
        """Begin to train. The answer is held for a job whose plan takes no time."""
        name, role = request["TrainingJobName"], request["RoleArn"]
        arn = errors.arn_of(context, "training-job", name)
        wanted = tags.checked(request.get("Tags") or [])
        check_request(request)
        if context.state.jobs.find(name):
            raise errors.job_exists(arn)
        clients = assume(context, role, arn)
        check_image(clients, request["AlgorithmSpecification"]["TrainingImage"], context.partition, role)
        check_channels(context, clients, role, request.get("InputDataConfig", ()))
        volume = lend_volume_key(context, clients, request["ResourceConfig"])
        members = {
            **_DEFAULTS,
            **{key: value for key, value in request.items() if key not in ("TrainingJobName", "Tags")},
        }
        job = TrainingJob(name, arn, context.clock.now(), members, artifacts_of(request["OutputDataConfig"], name))
        if not context.state.jobs.add(job):
            if volume:
                volume.revoke()
            raise errors.job_exists(arn)
        context.state.tags[arn] = wanted
        plan = context.plans.training
        run = Run(job, plan, clients, context.partition, context.clock, context.work, volume)
        task = context.work.start(f"sagemaker training job {name}", run)
        if not plan.duration:
            context.work.hold(task)
        return {"TrainingJobArn": arn}

    def describe_training_job(self, context: SageMakerContext, request: Request) -> Answer:
        """Describe a job."""
        job = errors.find_job(context, request["TrainingJobName"])
        with job.lock:
            return {**job.members, **_summary(job), **_progress(job)}

    def list_training_jobs(self, context: SageMakerContext, request: Request) -> Answer:
        """A summary of jobs, the newest first."""
        jobs = () if any(name in request for name in _NEVER_TRUE) else context.state.jobs
        return listing.answer(jobs, request, "TrainingJobSummaries", _summary)

    def stop_training_job(self, context: SageMakerContext, request: Request) -> Answer:
        """Ask a job to stop. SageMaker's words: https://github.com/awslabs/benchmark-ai/issues/928 ."""
        job = errors.find_job(context, request["TrainingJobName"])
        if not job.stop(context.clock.now()):
            raise errors.invalid(f"The request was rejected because the training job is in status {job.status}.")
        return {}


def _summary(job: TrainingJob) -> dict[str, Any]:
    members = {
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "CreationTime": job.created,
        "TrainingEndTime": job.ended,
        "LastModifiedTime": job.modified,
        "TrainingJobStatus": job.status,
        "SecondaryStatus": job.secondary,
    }
    return present(members)


def _progress(job: TrainingJob) -> dict[str, Any]:
    seconds = None
    if job.started and job.ended:
        seconds = max(1, int((job.ended - job.started).total_seconds()))
    members = {
        "ModelArtifacts": {"S3ModelArtifacts": job.artifacts},
        "FailureReason": job.failure,
        "SecondaryStatusTransitions": [_transition(phase) for phase in job.phases],
        "TrainingStartTime": job.started,
        "TrainingTimeInSeconds": seconds,
        "BillableTimeInSeconds": seconds,
    }
    return present(members)


def _transition(phase: Phase) -> dict[str, Any]:
    members = {
        "Status": phase.status,
        "StartTime": phase.started,
        "EndTime": phase.ended,
        "StatusMessage": phase.message,
    }
    return present(members)
