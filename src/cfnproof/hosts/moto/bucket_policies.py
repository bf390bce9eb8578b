"""moto does not ask a bucket's policy, which has been asked at the door: it heeds neither conditions nor principals.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
"""

from typing import Final

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from cfnproof.hosts.moto.patches import Patches

_patches: Final = Patches()


def _asked_before(_bucket: FakeBucket, _action: str, _resource: str) -> PermissionResult:
    return PermissionResult.PERMITTED


def install() -> None:
    """Let requests pass that have come so far, those of nobody in particular among them."""
    _patches.put(FakeBucket, "get_permission", _asked_before)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
