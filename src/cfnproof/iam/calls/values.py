"""Members' values as the values of condition keys, and lists of tags as mappings.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

_TAG_MEMBERS: Final = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))
_OF_AWS: Final = "aws:"


def text_of(value: Any) -> str:  # noqa: ANN401  # any of the model's values
    """A value as a condition compares it: booleans in small letters, times as ISO 8601 in UTC."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def tags_in(values: Iterable[Any]) -> dict[str, str]:
    """The tags in members as `pairs_in` reads them, without those whose keys begin with `aws:`.

    AWS sets them, and nobody is asked for permission.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
    """
    return {key: value for key, value in pairs_in(values).items() if not key.startswith(_OF_AWS)}


def pairs_in(values: Iterable[Any]) -> dict[str, str]:
    """The entries of members that are mappings or lists of key and value, under whichever names."""
    found: dict[str, str] = {}
    for value in values:
        if isinstance(value, Mapping):
            found.update({str(key): text_of(one) for key, one in value.items()})
        else:
            found.update(pair for one in value if (pair := _pair(one)) is not None)
    return found


def _pair(tag: Any) -> tuple[str, str] | None:  # noqa: ANN401  # as above
    for key, value in _TAG_MEMBERS:
        if isinstance(tag, Mapping) and key in tag:
            return str(tag[key]), text_of(tag.get(value, ""))
    return None
