"""The object that a call copies.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
"""

from typing import Final

from cfnproof.iam.calls.members import Getter, Members, getter
from cfnproof.iam.calls.model import Known

_PARTS: Final[tuple[Getter, Getter, Getter]] = (
    getter("CopySource|copy_bucket"),
    getter("CopySource|copy_key"),
    getter("CopySource|copy_version"),
)


def copied(members: Members) -> tuple[str, str, str | None]:
    """The bucket and key of the object, and its version where the call names one."""
    bucket, key, version = ("".join(str(one) for one in get(members)) for get in _PARTS)
    return bucket, key, version or None


def copies_tags(members: Members, known: Known) -> bool:
    """Whether the object's tags are copied with it: those that it has, unless the call replaces them."""
    return members.get("TaggingDirective") != "REPLACE" and known.object_is_tagged(*copied(members))
