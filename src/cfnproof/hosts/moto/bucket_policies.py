"""A bucket's policy is not asked: moto heeds neither conditions nor principals, so a Deny of plain HTTP denies all.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
"""

from typing import Final

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from cfnproof.hosts.moto.patches import Patches

_patches: Final = Patches()


def _unasked(_bucket: FakeBucket, _action: str, _resource: str) -> PermissionResult:
    return PermissionResult.NEUTRAL


def install() -> None:
    """Let requests pass whatever a bucket's policy says."""
    _patches.put(FakeBucket, "get_permission", _unasked)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
