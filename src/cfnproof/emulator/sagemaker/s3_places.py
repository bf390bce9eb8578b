"""Places in S3, as SageMaker's requests write them: `s3://bucket/key`."""

from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.sagemaker.errors import invalid

SCHEME: Final = "s3://"


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket and a key, or what keys begin with."""

    bucket: str
    key: str

    @property
    def url(self) -> str:
        """The place as requests write it."""
        return f"{SCHEME}{self.bucket}/{self.key}"


def place_of(url: str) -> Place:
    """The place of a URL.

    Raises ServiceError ValidationException for an `https` URL, which the API's pattern admits.
    """
    if not url.startswith(SCHEME):
        raise invalid(f"{url!r} is not emulated: write the place as s3://bucket/key")
    bucket, _, key = url.removeprefix(SCHEME).partition("/")
    return Place(bucket, key)
