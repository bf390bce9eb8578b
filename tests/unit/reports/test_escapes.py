"""What others wrote is made safe to show, and stays legible."""

import pytest
from hypothesis import given, settings

from cfnproof.reports.escapes import encodable, visible
from tests.unit.reports.samples import TEXTS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with [brackets] and \\", "plain, with [brackets] and \\"),
        ("é \N{SNOWMAN} \N{GRINNING FACE}", "é \N{SNOWMAN} \N{GRINNING FACE}"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\r\n\tb", r"a\r\n\tb"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u2028\u202e\ufeff\uffff", r"\u2028\u202e\ufeff\uffff"),
        ("\udc80", r"\udc80"),
        ("\U000e0001", r"\U000e0001"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """Only what does not print is escaped."""
    assert visible(text) == shown


def test_visible_keeps_what_it_is_told_to() -> None:
    """A format that can hold line ends keeps them."""
    assert visible("a\n\x1b\tb", keep="\n") == "a\n\\x1b\\tb"


@settings(deadline=None)
@given(TEXTS)
def test_visible_prints(text: str) -> None:
    """Whatever the text, the outcome prints, and a second time changes nothing."""
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown


@settings(deadline=None)
@given(TEXTS)
def test_encodable(text: str) -> None:
    """Whatever the text, UTF-8 can hold the outcome, and only stand-ins for bytes differ."""
    held = encodable(text).encode("utf-8").decode("utf-8")
    assert held == "".join(f"\\u{ord(one):x}" if "\ud800" <= one <= "\udfff" else one for one in text)
