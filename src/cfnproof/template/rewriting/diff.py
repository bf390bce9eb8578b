"""What an edit changed, for a reader and for `git apply`."""

import difflib
from io import StringIO

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(before: str, after: str, name: str) -> str:
    """Return the unified diff of two texts of the file `name`, empty where they are equal.

    Lines end where LF stands; a CR before it is part of the line, as git has it.
    """
    path = name.lstrip("/")
    old, new = StringIO(before).readlines(), StringIO(after).readlines()
    found = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else line + _NO_NEWLINE for line in found)
