"""What a parameter's AllowedPattern lets through: CloudFormation matches whole values, by Java's regular expressions.

Java and Python agree on nearly all patterns that templates use. One that only Java can read is taken as it is.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
import warnings
from typing import Final

_JAVA_ESCAPES: Final = re.compile(r"bad escape \\[GHNRVXpPQEhkzZeco]")
_JAVA_GROUP: Final = re.compile(r"(?<!\\)\(\?<(?=[A-Za-z])")
_PROBES: Final = ("Ab0z", "<>\"'`;$(){}[]|&*?", "\u00e9\u4e2d", "\x07\x1b")
"""Letters and digits, what a shell or a document would take amiss, letters beyond ASCII, control characters."""

_LENGTHS: Final = (1, 4, 9, 16)


def pattern_error(pattern: str) -> str | None:
    """Why `pattern` is no regular expression, None where it is one, or where only Java can tell."""
    try:
        _compiled(pattern)
    except re.error as error:
        return None if _JAVA_ESCAPES.match(error.msg) else error.msg
    return None


def accepts_anything(pattern: str) -> bool:
    """Whether a pattern lets every character through, perhaps but blanks; its limits of length are not looked at."""
    try:
        compiled = _compiled(pattern)
    except re.error:
        return False
    return all(any(compiled.fullmatch(_cut(probe, length)) for length in _LENGTHS) for probe in _PROBES)


def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Java's set operations, which Python reads as a set of their characters
        return re.compile(_JAVA_GROUP.sub("(?P<", pattern))


def _cut(probe: str, length: int) -> str:
    return (probe * length)[:length]
