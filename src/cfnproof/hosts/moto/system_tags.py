"""Tags that begin with `aws:`: users may not set them, AWS's own services do.

moto refuses them on buckets whoever asks; here they pass when a service asks.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
"""

from typing import Any, Final

from moto.s3.responses import S3Response

from cfnproof.hosts.access.origin import HEADER

_refusing: Final = S3Response._bucket_tagging_from_body  # noqa: SLF001  # where moto refuses them


def _allowing(self: Any) -> dict[str, str]:  # noqa: ANN401  # moto's response object
    if HEADER in self.headers:  # only services' requests still have it here
        tags: dict[str, str] = self._tagging_from_xml()
        return tags
    refused: dict[str, str] = _refusing(self)
    return refused


def install() -> None:
    """Let services tag buckets."""
    S3Response._bucket_tagging_from_body = _allowing  # noqa: SLF001  # as above


def remove() -> None:
    """Give moto its own behaviour back."""
    S3Response._bucket_tagging_from_body = _refusing  # noqa: SLF001  # as above
