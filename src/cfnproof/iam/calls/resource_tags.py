"""The condition keys of the tags that a resource has.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
"""

from collections.abc import Iterable, Mapping
from typing import Final

_WITHOUT: Final = frozenset({"s3"})
"""Services whose tags count for access only after it was asked for that, which no call does here.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
"""

_GLOBAL: Final = "aws:resourcetag/"
_OWN: Final[Mapping[str, str]] = {
    "ecr": "ecr:resourcetag/",
    "iam": "iam:resourcetag/",
    "sagemaker": "sagemaker:resourcetag/",
    "secretsmanager": "secretsmanager:resourcetag/",
    "ssm": "ssm:resourcetag/",
    "sts": "iam:resourcetag/",
}
"""By service prefix: how its own keys begin."""


def tag_prefixes(prefix: str, keys: Iterable[str]) -> tuple[str, ...]:
    """How the keys of tags begin that a resource type has: the global one, and the service's own."""
    wanted = () if prefix in _WITHOUT else (_GLOBAL, _OWN.get(prefix))
    return tuple(one for one in wanted if one is not None and any(key.startswith(one) for key in keys))


def keys_of_tags(prefixes: Iterable[str], tags: Mapping[str, str]) -> dict[str, str]:
    """The keys and their values, in lower case as all keys are."""
    return {f"{prefix}{key}".lower(): value for prefix in prefixes for key, value in tags.items()}
