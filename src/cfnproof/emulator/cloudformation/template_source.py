"""Where a template's text comes from: the request, S3, or the stack itself.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.context import ClientOf

MAX_BODY: Final = 51_200
"""Bytes of a template in a request."""
MAX_OBJECT: Final = 1_000_000
"""Bytes of a template in S3."""

_HOSTS: Final = (
    re.compile(r"(?P<bucket>.+)\.s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?"),
    re.compile(r"s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?"),
)


def body_of(request: Mapping[str, Any], clients: ClientOf, previous: str | None = None) -> str:
    """The text of the template that a request names; `previous` is the stack's where it may be used again.

    Raises ServiceError ValidationError for none, more than one, too large, and what S3 does not give.
    """
    body, url = request.get("TemplateBody"), request.get("TemplateURL")
    if body and url:
        raise refusal("Specify either Template URL or Template Body, not both.")
    if request.get("UsePreviousTemplate"):
        if body or url:
            raise refusal("You cannot specify both usePreviousTemplate and Template Body/Template URL.")
        if previous is None:
            raise refusal("usePreviousTemplate is not supported for a stack that does not exist.")
        return previous
    if body:
        return _small_enough(str(body))
    if url:
        return _from_s3(str(url), clients)
    raise refusal("Either Template URL or Template Body must be specified.")


def _small_enough(body: str) -> str:
    if len(body.encode()) > MAX_BODY:
        message = (
            f"1 validation error detected: Value '{body[:60]}...' at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAX_BODY}"
        )
        raise refusal(message)
    return body


def _from_s3(url: str, clients: ClientOf) -> str:
    bucket, key = _object(url)
    try:
        found = clients("s3").get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        raise refusal(f"S3 error: {error.response['Error']['Message']}") from error
    if found["ContentLength"] > MAX_OBJECT:
        raise refusal(f"Template may not exceed {MAX_OBJECT} bytes in size.")
    try:
        return str(found["Body"].read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise refusal("Template format error: the template is not UTF-8 text.") from error


def _object(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    hosted, plain = (pattern.fullmatch(parts.netloc) for pattern in _HOSTS)
    if parts.scheme != "https" or not path or not (hosted or plain):
        raise refusal("TemplateURL must be a supported URL.")
    if plain:
        bucket, _, key = path.partition("/")
    else:
        bucket, key = hosted["bucket"], path  # type: ignore[index]  # one of the two matched
    if not key:
        raise refusal("TemplateURL must reference a valid S3 object to which you have access.")
    return bucket, key
