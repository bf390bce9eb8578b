"""What a report comes to, in words and counts."""

import pytest

from cfnproof.reports.verdict import counted, tally, unchecked
from tests.unit.reports.samples import SAMPLES


@pytest.mark.parametrize(("number", "words"), [(0, "no findings"), (1, "1 finding"), (2, "2 findings")])
def test_counted(number: int, words: str) -> None:
    """A number with its noun, as one says it."""
    assert counted(number, "finding") == words


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ("clean", "2 templates, 2 gates: no findings"),
        ("findings", "2 templates, 2 gates: 3 findings (1 high, 1 medium, 1 low)"),
        ("the same twice", "2 templates, 2 gates: 2 findings (2 high)"),
        ("suppressed only", "2 templates, 2 gates: no findings, 1 suppressed"),
        ("hostile text", "2 templates, 2 gates: 1 finding (1 info), 1 suppressed"),
        ("nothing looked at", "no templates, no gates: no findings"),
    ],
)
def test_tally(sample: str, words: str) -> None:
    """Everything is counted, and a severity that nothing has is not named."""
    assert tally(SAMPLES[sample]) == words


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        ("clean", None),
        ("findings", None),
        ("errors only", "2 errors"),
        ("hostile text", "1 error"),
        ("nothing looked at", "no template was looked at"),
    ],
)
def test_unchecked(sample: str, why: str | None) -> None:
    """Errors, and looking at nothing, prove nothing."""
    assert unchecked(SAMPLES[sample]) == why
