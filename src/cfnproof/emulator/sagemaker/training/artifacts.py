"""The output of a training job: model artifacts that are really written, as the execution role.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html
"""

import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.sagemaker.s3_places import Place, place_of
from cfnproof.emulator.sagemaker.training.failures import JobFailedError, cause
from cfnproof.emulator.sagemaker.training.job import TrainingJob

MODEL_FILE: Final = "model.json"
"""The one file of a model: a JSON object with the job's name, hyperparameters and input."""


def artifacts_of(output: Mapping[str, Any], job: str) -> str:
    """Where a job's model goes: a tar file, or a folder where the output is not to be compressed."""
    name = "model/" if _is_plain(output) else "model.tar.gz"
    return f"{place_of(output['S3OutputPath']).url.rstrip('/')}/{job}/output/{name}"


def upload(job: TrainingJob, clients: ClientOf) -> None:
    """Write the model. Raises JobFailedError.

    SageMaker asks for kms:Encrypt itself where the request names a key; without one it takes S3's managed key.
    https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
    """
    output = job.members["OutputDataConfig"]
    key = output.get("KmsKeyId")
    place, body = place_of(job.artifacts), _model(job)
    if _is_plain(output):
        place = Place(place.bucket, place.key + MODEL_FILE)
    else:
        body = _compressed(body, int(job.created.timestamp()))
    try:
        if key:
            clients("kms").encrypt(KeyId=key, Plaintext=job.name.encode())
        clients("s3").put_object(
            Bucket=place.bucket,
            Key=place.key,
            Body=body,
            ServerSideEncryption="aws:kms",
            **({"SSEKMSKeyId": key} if key else {}),
        )
    except ClientError as error:
        raise JobFailedError(
            f"ClientError: Artifact upload failed:Unable to upload file to {place.url} {cause(error)}"
        ) from error


def _is_plain(output: Mapping[str, Any]) -> bool:
    return bool(output.get("CompressionType") == "NONE")


def _model(job: TrainingJob) -> bytes:
    members = {
        "TrainingJobName": job.name,
        "HyperParameters": job.members.get("HyperParameters", {}),
        "InputDataConfig": job.members.get("InputDataConfig", []),
    }
    return json.dumps(members, sort_keys=True).encode()


def _compressed(model: bytes, time: int) -> bytes:
    file, entry = io.BytesIO(), tarfile.TarInfo(MODEL_FILE)
    entry.size, entry.mtime = len(model), time
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(entry, io.BytesIO(model))
    return file.getvalue()
