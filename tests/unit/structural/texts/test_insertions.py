"""Placeholders in the text of a value."""

import pytest

from cfnproof.structural.texts.insertions import inserted
from cfnproof.template.expressions import Parts, Reference

NAME, OTHER = Reference("Name"), Reference("Other")
VALUES: dict[str, Parts] = {"a": (NAME,), "b.c": ("text",), "none": ()}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("x-${a}-y",), ("x-", NAME, "-y")),
        (("${a}${a}",), (NAME, NAME)),
        (("${b.c}", OTHER), ("text", OTHER)),
        (("${bxc} ${unknown} ${}",), ("${bxc} ${unknown} ${}",)),
        (("${none}",), ()),
        ((), ()),
    ],
)
def test_inserted(value: Parts, expected: Parts) -> None:
    """Each known name, and nothing else."""
    assert inserted(value, VALUES) == expected


def test_nothing_to_insert() -> None:
    """Without values the text stays as it is."""
    assert inserted(("${a} ${}",), {}) == ("${a} ${}",)
