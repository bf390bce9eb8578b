"""Text that stands in for a value which somebody should have filled in."""

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"""
      <[A-Za-z][^<>]*>                                     # <model name>
    | (?i:\b(?:change|replace|fill)[-_ ]?(?:me|this|in)\b)   # CHANGEME, replace-me, fill_in
    | (?i:\breplace[-_ ]with)
    | (?i:(?<![A-Za-z])your[-_ ])                            # your-bucket
    | (?i:(?<![A-Za-z0-9])x{3,}(?![A-Za-z0-9]))              # xxx
    | (?<![A-Za-z])(?:TODO|TBD|FIXME|TBA)(?![A-Za-z])
    | \A\s*(?i:todo|tbd|fixme|placeholder|dummy|\.{3,}|\?+)\s*\Z
    | (?i:\binsert[-_ ].*[-_ ]here\b)
    """,
    re.VERBOSE,
)


def is_placeholder(text: str) -> bool:
    """Whether `text` looks like a value that was never filled in."""
    return _PLACEHOLDER.search(text) is not None
