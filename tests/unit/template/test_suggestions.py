"""What a message about a wrong name proposes."""

import pytest

from cfnproof.template.suggestions import did_you_mean, suggest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("near", ("Near", "Far"), "did you mean 'Near'? (known: 'Far', 'Near')"),
        ("other", ("Near", "Far"), "write one of 'Far', 'Near'"),
        ("other", ("Near", "Near"), "write 'Near'"),
        ("other", (), "remove it"),
    ],
)
def test_suggest(word: str, known: tuple[str, ...], expected: str) -> None:
    """Always something to do."""
    assert suggest(word, known) == expected


def test_otherwise() -> None:
    """What the caller says where nothing is near, or known."""
    assert suggest("other", (), "declare it") == "declare it"
    assert did_you_mean("other", ("Near",), "see the list") == "see the list"
    assert did_you_mean("neer", ("Near",), "see the list") == "did you mean 'Near'?"
