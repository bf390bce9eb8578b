"""The input of a training job: the objects of its channels, listed and read as the execution role.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
"""

from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.s3_places import Place, place_of
from cfnproof.emulator.sagemaker.state import SageMakerContext
from cfnproof.emulator.sagemaker.training.failures import JobFailedError, cause

Channels = Iterable[Mapping[str, Any]]


def check_channels(context: SageMakerContext, clients: ClientOf, role: str, channels: Channels) -> None:
    """Raise ServiceError ValidationException for a channel whose prefix the role finds no object under.

    SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/2489
    """
    for channel in channels:
        url = _url(channel)
        place = place_of(url)
        if not _has_objects(clients, place):
            raise invalid(
                f'No S3 objects found under S3 URL "{url}" given in input data source. Please ensure that the bucket '
                f"exists in the selected region ({context.region}), that objects exist under that S3 prefix, and that "
                f'the role "{role}" has "s3:ListBucket" permissions on bucket "{place.bucket}".'
            )


def download(clients: ClientOf, channels: Channels) -> None:
    """Read all objects of all channels. Raises JobFailedError."""
    for channel in channels:
        place = place_of(_url(channel))
        try:
            listing = clients("s3").get_paginator(operation_name="list_objects_v2")
            pages = listing.paginate(Bucket=place.bucket, Prefix=place.key)
            keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        except ClientError as error:
            raise JobFailedError(
                f"ClientError: Data download failed:Unable to list objects under {place.url} {cause(error)}"
            ) from error
        for key in keys:
            _read(clients, Place(place.bucket, key))


def _url(channel: Mapping[str, Any]) -> str:
    url: str = channel["DataSource"]["S3DataSource"]["S3Uri"]
    return url


def _has_objects(clients: ClientOf, place: Place) -> bool:
    try:
        found = clients("s3").list_objects_v2(Bucket=place.bucket, Prefix=place.key, MaxKeys=1)
    except ClientError:  # the refusal's words name the missing bucket and the missing permission alike
        return False
    return bool(found.get("Contents"))


def _read(clients: ClientOf, place: Place) -> None:
    """SageMaker's words: https://github.com/aws/amazon-sagemaker-examples/issues/4384 ."""
    if "//" in place.key:
        raise JobFailedError(
            f"ClientError: Data download failed:Failed to download data. S3 key: {place.url} has an illegal char "
            f"sub-sequence '//' in it"
        )
    try:
        clients("s3").get_object(Bucket=place.bucket, Key=place.key)["Body"].close()
    except ClientError as error:
        raise JobFailedError(
            f"ClientError: Data download failed:Unable to download object {place.url} {cause(error)}"
        ) from error
