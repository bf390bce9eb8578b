"""The template of a stack, from an artifact.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from typing import Any, Final

from cfnproof.emulator.codepipeline.executions import artifacts
from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction

_MOST_IN_REQUEST: Final = 51_200
"""Bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""
_SECONDS: Final = 3600


def members(running: RunningAction, location: str) -> dict[str, str]:
    """The members of a request that give the template: its text, or a signed URL where it is too large for that.

    Raises ActionFailedError for a file that is missing, or is not text.
    """
    data = running.file_at(location)
    try:
        body = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ActionFailedError(CONFIGURATION, f"The template {location} is not UTF-8 text: {error}") from error
    if len(body.encode()) <= _MOST_IN_REQUEST:
        return {"TemplateBody": body}
    return {"TemplateURL": _signed_url(running, data)}


def _signed_url(running: RunningAction, data: bytes) -> str:
    """Put the template beside the artifacts, as it lies within one, and sign its address."""
    place = artifacts.place(running.pipeline.name, "Template", running.store, running.context.ids)
    running.write(place, data)
    s3: Any = running.clients("s3")  # boto3's clients have no types
    url: str = s3.generate_presigned_url(
        "get_object", Params={"Bucket": place.bucket, "Key": place.key}, ExpiresIn=_SECONDS
    )
    return url
