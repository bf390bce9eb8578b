"""Tag keys that begin with `aws:` are AWS's own: CloudFormation sets three of them, users none.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
"""

from collections.abc import Iterable
from typing import Final

_RESERVED: Final = "aws:"
_OF_CLOUDFORMATION: Final = "aws:cloudformation:"


def reserved(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys that nobody but AWS may set.

    A request does not show that CloudFormation makes it, so its keys pass whoever sends them.
    """
    return tuple(key for key in keys if key.lower().startswith(_RESERVED) and not key.startswith(_OF_CLOUDFORMATION))
