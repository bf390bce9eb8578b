"""Texts with wildcards: `*` stands for any text, `?` for any character.

While a pattern is put together, its wildcards are two characters that no text may hold, so that an asterisk that a
policy variable stands for remains an asterisk.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from functools import lru_cache
from typing import Final

MANY: Final = "\ufdd0"
ONE: Final = "\ufdd1"
ARN_FIELDS: Final = 6

_REPLACED: Final = {ord(MANY): "\ufffd", ord(ONE): "\ufffd"}
_MARKS: Final = str.maketrans("*?", MANY + ONE)


def plain(text: str) -> str:
    """A text as it is, without wildcards."""
    return text.translate(_REPLACED)


def marked(text: str) -> str:
    """A text whose asterisks and question marks are wildcards."""
    return plain(text).translate(_MARKS)


def has_wildcards(pattern: str) -> bool:
    """Whether a pattern has any."""
    return MANY in pattern or ONE in pattern


def text_regex(pattern: str) -> str:
    """The regular expression for a pattern whose wildcards match any characters."""
    return _regex(pattern, ".")


def resource_regex(pattern: str) -> str:
    """The regular expression for a pattern of resource ARNs.

    In the fields before the resource's own, a wildcard does not match a colon; an asterisk that ends a field does.
    """
    *fields, last = pattern.split(":", ARN_FIELDS - 1)
    return "".join(f"{_field_regex(field)}:" for field in fields) + text_regex(last)


def arn_regex(pattern: str) -> str | None:
    """The regular expression for a pattern of ARNs whose six fields match one by one, None where they are not six.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    fields = pattern.split(":", ARN_FIELDS - 1)
    if len(fields) < ARN_FIELDS:
        return ".*:.*:.*:.*:.*:.*" if pattern == MANY else None
    return ":".join([*(_regex(field, "[^:]") for field in fields[:-1]), text_regex(fields[-1])])


def _field_regex(field: str) -> str:
    if field.endswith(MANY):
        return _regex(field[:-1], "[^:]") + ".*"
    return _regex(field, "[^:]")


def _regex(pattern: str, character: str) -> str:
    """The regular expression for a pattern whose wildcards match some characters.

    What stands between two asterisks is taken where it is first found, once and for all: were it looked for again and
    again, many asterisks would take forever.
    """
    first, *rest = [character.join(map(re.escape, piece.split(ONE))) for piece in pattern.split(MANY)]
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>{character}*?{piece})" for piece in middle) + f"{character}*{last}"


@lru_cache(maxsize=4096)  # a policy variable makes a pattern of every value that it takes
def compiled(*regexes: str) -> re.Pattern[str]:
    """One expression for all of them; line ends are characters like any other."""
    return re.compile("|".join(f"(?:{regex})" for regex in regexes), re.DOTALL)
