"""What a Lambda function is given with a job.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html#action-reference-Lambda-event
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_JobDetails.html
"""

from collections.abc import Iterable
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions.model import Artifact
from cfnproof.emulator.codepipeline.executions.roles import credentials_of
from cfnproof.emulator.codepipeline.providers.action import RunningAction
from cfnproof.emulator.codepipeline.state import Job
from cfnproof.emulator.shapes import present

_OF_DETAILS: Final = ("actionTypeId", "pipelineContext")
"""What the details of a job have beyond the function's event."""


def data_of(running: RunningAction, outputs: Iterable[Artifact], continuation: str | None) -> dict[str, Any]:
    """The data of a job, as the API has it: with temporary credentials of the role that the action has."""
    key = running.store.key
    return present(
        {
            "actionTypeId": running.action.type_id,
            "actionConfiguration": {"configuration": dict(running.configuration)},
            "pipelineContext": _place(running),
            "inputArtifacts": [_artifact(running, one) for one in running.run.inputs],
            "outputArtifacts": [_artifact(running, one) for one in outputs],
            "artifactCredentials": _credentials(running),
            "continuationToken": continuation,
            "encryptionKey": {"id": key, "type": "KMS"} if key else None,
        }
    )


def event_of(job: Job, account: str) -> dict[str, Any]:
    """The event with which the function is invoked; a revision that an artifact lacks is null."""
    data = {name: value for name, value in job.data.items() if name not in _OF_DETAILS}
    for member in ("inputArtifacts", "outputArtifacts"):
        data[member] = [{"revision": None, **artifact} for artifact in data[member]]
    return {"CodePipeline.job": {"id": job.id, "accountId": account, "data": data}}


def _place(running: RunningAction) -> dict[str, Any]:
    name = running.pipeline.name
    return {
        "pipelineName": name,
        "pipelineArn": running.context.arn("codepipeline", name),
        "pipelineExecutionId": running.execution.id,
        "stage": {"name": running.action.stage},
        "action": {"name": running.action.name, "actionExecutionId": running.run.id},
    }


def _artifact(running: RunningAction, artifact: Artifact) -> dict[str, Any]:
    revisions = running.execution.revisions.values()
    revision = next((one.id for one in revisions if one.artifact == artifact.name), None)
    place = {"bucketName": artifact.bucket, "objectKey": artifact.key}
    return present({"name": artifact.name, "revision": revision, "location": {"type": "S3", "s3Location": place}})


def _credentials(running: RunningAction) -> dict[str, str]:
    """A session of the role that the action works as."""
    given = credentials_of(running.context, running.execution.declaration, running.action)
    return {
        "accessKeyId": given["AccessKeyId"],
        "secretAccessKey": given["SecretAccessKey"],
        "sessionToken": given["SessionToken"],
    }
