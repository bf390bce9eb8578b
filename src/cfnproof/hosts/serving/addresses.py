"""Where AWS would have got a request that came to an address of ours, and the bucket that is in its host.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import botocore.loaders
from botocore.regions import EndpointResolver

_OURS: Final = re.compile(r"(?P<rest>.+)\.(?:localhost|localhost\.localstack\.cloud)", re.IGNORECASE)
_AWS: Final = re.compile(r"(?P<bucket>.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?", re.IGNORECASE)
_S3_NAME: Final = re.compile(r"(?:(?P<bucket>.+)\.)?s3(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?")
_LABEL: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ALL_REGIONS: Final = "endpoints"


def bucket_in(host: str) -> str:
    """The bucket in a host such as `data.s3.localhost:4566` or `data.localhost`; empty where there is none."""
    name = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
    aws, ours = _AWS.fullmatch(name), _OURS.fullmatch(name)
    bucket = ""
    if aws is not None:
        bucket = aws["bucket"]
    elif ours is not None:
        by_name = _S3_NAME.fullmatch(ours["rest"].lower())
        bucket = (by_name["bucket"] or "") if by_name is not None else ours["rest"]
    bucket = bucket.lower()
    return bucket if _LABEL.fullmatch(bucket) else ""


def s3_host(region: str, bucket: str) -> str:
    """The host at AWS of S3 in a region, with a bucket before it if there is one."""
    where = _endpoint("s3", region).replace("s3.amazonaws", f"s3.{region}.amazonaws")
    return f"{bucket}.{where}" if bucket else where


def host_of(prefix: str, region: str) -> str:
    """The host at AWS of a service, by the prefix of its endpoints."""
    return _endpoint(prefix, region)


@cache
def regions() -> frozenset[str]:
    """All regions that there are."""
    return frozenset(region for partition in _endpoints()["partitions"] for region in partition["regions"])


@cache
def _endpoint(prefix: str, region: str) -> str:
    found = EndpointResolver(_endpoints()).construct_endpoint(prefix, region)
    return str(found["hostname"]) if found else f"{prefix}.{region}.amazonaws.com"


@cache
def _endpoints() -> Mapping[str, Any]:
    said: Mapping[str, Any] = botocore.loaders.Loader().load_data(_ALL_REGIONS)
    return said
