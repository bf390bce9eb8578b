"""The code that SageMaker's framework containers load by themselves: an archive in S3, read as the container's role.

https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/params.py
https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/files.py
"""

import json
from collections.abc import Mapping
from typing import Final

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.sagemaker.s3_places import SCHEME, place_of

_HYPERPARAMETER: Final = "sagemaker_submit_directory"
_VARIABLE: Final = "SAGEMAKER_SUBMIT_DIRECTORY"


def code_of_training(hyperparameters: Mapping[str, str]) -> str | None:
    """Where the code of a training container is in S3, None where that is not said, or it is in the image.

    SageMaker's SDK writes hyperparameters as JSON, others as they are: the toolkit reads both.
    """
    written = hyperparameters.get(_HYPERPARAMETER, "")
    try:
        value = json.loads(written)
    except ValueError:
        value = written
    return _in_s3(value if isinstance(value, str) else "")


def code_of_inference(environment: Mapping[str, str]) -> str | None:
    """Where the code of an inference container is in S3, None as for training."""
    return _in_s3(environment.get(_VARIABLE, ""))


def load(clients: ClientOf, url: str) -> None:
    """Read the archive. Raises ClientError, and ServiceError for what is refused before S3 is asked."""
    place = place_of(url)
    clients("s3").get_object(Bucket=place.bucket, Key=place.key)["Body"].close()


def _in_s3(value: str) -> str | None:
    return value if value.startswith(SCHEME) else None
