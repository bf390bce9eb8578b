"""What stands in Resource and NotResource, and IAM's reasons against it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from typing import Final

from cfnproof.iam.texts.patterns import ARN_FIELDS

_PARTITION: Final = re.compile(r"aws(-[a-z]+)*|\*")
_IAM_PATHS: Final = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
_NOT_LISTED: Final = ("role-template/",)
"""Paths that policies of AWS's own have, and the reason does not list."""
_S3_WITH_REGION: Final = ("accesspoint/", "storage-lens", "job/", "async-request/", "access-grants/")


def resource_reason(value: str) -> tuple[str, ...] | None:
    """The row of reasons.yaml that speaks against a value, and what fills its gaps; None where nothing does."""
    if value == "*":
        return None
    _, colon, rest = value.partition(":")
    if not colon:
        return "resource_format", value
    partition, colon, rest = rest.partition(":")
    if not _PARTITION.fullmatch(partition):
        fields = rest.split(":", 3) if colon else []
        shown = [*fields, *["*"] * (4 - len(fields))]
        return "resource_partition", partition, ":".join(["arn", partition, *shown])
    service = rest.split(":")[0]
    if not colon or "*" in service or "?" in service:
        return ("resource_vendor",)
    return _service_reason(value, service)


def _service_reason(value: str, service: str) -> tuple[str, ...] | None:
    """What IAM says of its own resources and of S3's, whose ARNs have no region."""
    fields = value.split(":", ARN_FIELDS - 1)
    if len(fields) < ARN_FIELDS:
        return None
    region, resource = fields[3], fields[-1]
    if service == "iam" and region:
        return "resource_iam_region", value
    if service == "s3" and region not in {"", "*"} and not resource.startswith(_S3_WITH_REGION):
        return "resource_region", value
    if service == "iam" and resource not in {"*", "root"} and not resource.startswith((*_IAM_PATHS, *_NOT_LISTED)):
        return "resource_iam_path", ", ".join(_IAM_PATHS)
    return None


def failed_legacy_parsing(value: str) -> bool:
    """Whether a value that nothing else speaks against has too few fields, or an empty service."""
    if value == "*":
        return False
    return ("::" in value and value.count(":") < ARN_FIELDS - 1) or value.split(":")[2] == ""
