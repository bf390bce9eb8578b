"""A value as one text, with a gap for each part that only the deployment knows."""

from typing import Final

from cfnproof.template.expressions import Parts

GAP: Final = "\0"
"""Stands for a value that the text does not show: a character that no template holds."""


def is_text(value: Parts) -> bool:
    """Whether the template alone determines the value."""
    return all(isinstance(part, str) for part in value)


def with_gaps(value: Parts) -> str:
    """The text of a value, each reference being one gap: a pattern like `[^:]*` matches it."""
    return "".join(part if isinstance(part, str) else GAP for part in value)
