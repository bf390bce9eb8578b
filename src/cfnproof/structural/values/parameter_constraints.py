"""What a parameter accepts: its AllowedValues, and its AllowedPattern as far as Python can tell.

CloudFormation matches whole values, by Java's regular expressions. Java and Python agree on nearly all patterns that
templates use; a pattern that only Java can read is taken as it is.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
import warnings
from typing import Final, Literal

from cfnproof.template.model import Parameter, scalar_text

_LISTS: Final = ("CommaDelimitedList", "List<")
_JAVA_ESCAPES: Final = re.compile(r"bad escape \\[GHNRVXpPQEhkzZeco]")
_JAVA_GROUP: Final = re.compile(r"(?<!\\)\(\?<(?=[A-Za-z])")
_PROBES: Final = ("Ab0z", "<>\"'`;$(){}[]|&*?", "\u00e9\u4e2d", "\x07\x1b")
"""Letters and digits, what a shell or a document would take amiss, letters beyond ASCII, control characters."""

_LENGTHS: Final = (1, 4, 9, 16)


def refusal(value: str, parameter: Parameter) -> str | None:
    """Why CloudFormation refuses `value`; None where it accepts it, or where only Java can tell."""
    single = not parameter.type.startswith(_LISTS)
    for element in [value] if single else [item.strip() for item in value.split(",")]:
        allowed = parameter.allowed_values
        if allowed is not None and element not in allowed:
            return f"{element!r} is none of its AllowedValues: {', '.join(map(repr, allowed))}"
        pattern = scalar_text(parameter.body.get("AllowedPattern"))
        if pattern and not _may_match(pattern, element):
            return f"{element!r} does not match its AllowedPattern {pattern!r}"
    return None


def pattern_error(pattern: str) -> str | None:
    """Why `pattern` is no regular expression, None where it is one, or where only Java can tell."""
    try:
        _compiled(pattern, java_sets="ignore")
    except re.error as error:
        return None if _JAVA_ESCAPES.match(error.msg) else error.msg
    return None


def accepts_anything(pattern: str) -> bool:
    """Whether a pattern lets every character through, perhaps but blanks; its limits of length are not looked at."""
    try:
        compiled = _compiled(pattern, java_sets="ignore")
    except re.error:
        return False
    return all(any(compiled.fullmatch(_cut(probe, length)) for length in _LENGTHS) for probe in _PROBES)


def _may_match(pattern: str, value: str) -> bool:
    try:
        return _compiled(pattern, java_sets="error").fullmatch(value) is not None
    except (re.error, FutureWarning):
        return True


def _compiled(pattern: str, *, java_sets: Literal["error", "ignore"]) -> re.Pattern[str]:
    """The pattern for Python.

    Java's set operations (`[a-z&&[^b]]`) are FutureWarnings where they are errors; ignored, they are sets of their
    characters. Raises re.error for what Python cannot read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter(java_sets, FutureWarning)
        return re.compile(_JAVA_GROUP.sub("(?P<", pattern))


def _cut(probe: str, length: int) -> str:
    return (probe * length)[:length]
