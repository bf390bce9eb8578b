"""AllowedPattern: as Python's own matcher has it, and never for long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.emulator.cloudformation.language import patterns
from cfnproof.emulator.cloudformation.language.patterns import PatternError, matches

PIECES = st.sampled_from(
    [
        "a",
        "b",
        ".",
        "[ab]",
        "[^a]",
        "a*",
        "b+?",
        "(a|b)",
        "(ab)*",
        "(?:a|ab){1,2}",
        "a{2}",
        r"\d",
        r"\w*",
        "^",
        "$",
        "(?=a)",
        r"\b",
        "(?<=a)",
        "(?<!ab)",
    ]
)


@given(st.lists(PIECES, max_size=6).map("".join), st.text(alphabet="ab1 ", max_size=8))
def test_agrees_with_python(pattern: str, value: str) -> None:
    """Whatever pattern is put together."""
    assert matches(pattern, value) == (re.fullmatch(pattern, value) is not None)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        pytest.param(
            "^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", "arn:aws:kms:x-1:123456789012:key/1", True, id="arn"
        ),
        pytest.param("(?i)abc[d-f]", "ABCE", True, id="letter case looked past"),
        pytest.param("(?i)[^a]", "A", False, id="letter case looked past in a set"),
        pytest.param("(?<name>a)b", "ab", True, id="Java's named group"),
        pytest.param("(?!aws).*", "aws-bucket", False, id="looking ahead"),
        pytest.param("(?!-)[a-z-]+(?<!-)", "host-", False, id="looking behind"),
        pytest.param("", "", True, id="nothing"),
    ],
)
def test_match(pattern: str, value: str, *, expected: bool) -> None:
    """What templates use besides."""
    assert matches(pattern, value) is expected


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*", "(a|aa)+", "(.*a){12}", "((a{1,99}){1,99}){1,99}"])
def test_no_pattern_hangs(pattern: str) -> None:
    """Patterns on which a backtracking matcher runs for years."""
    begun = time.monotonic()
    assert not matches(pattern, "a" * 300 + "!")
    assert time.monotonic() - begun < 5


def test_steps_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A match that takes too long is refused, with its length."""
    monkeypatch.setattr(patterns, "MAX_STEPS", 10)
    with pytest.raises(PatternError, match="takes more than 10 steps on a value of 50 characters"):
        matches("a*b*a*b*", "a" * 50)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("[", "is no regular expression", id="none"),
        pytest.param(r"\p{Alpha}", "is no regular expression that this emulation can read", id="Java's class"),
        pytest.param("[a-z&&[^b]]", "is no regular expression that this emulation can read", id="Java's set operation"),
        pytest.param(r"(a)\1", "uses groupref", id="a back reference"),
        pytest.param("a*+", "uses possessive repeat", id="a possessive quantifier"),
    ],
)
def test_what_cannot_be_read(pattern: str, message: str) -> None:
    """It is refused, never taken for a match."""
    with pytest.raises(PatternError, match=re.escape(message)):
        matches(pattern, "aa")
