"""The evaluation cases, each taken from a page of AWS: cfnproof.iam and a naive evaluator both say what it says."""

import re
from collections import Counter
from typing import Final

import pytest

from tests.unit.iam.answers import answer
from tests.unit.iam.cases import Case, all_cases
from tests.unit.iam.naive import decide

CASES: Final = all_cases()
_DECIDED: Final = [case for case in CASES if case.decision]
_MALFORMED: Final = [case for case in CASES if case.error is not None]


def _named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", _DECIDED, ids=_named)
def test_a_request_is_decided_as_aws_says(case: Case) -> None:
    """By the page that the case cites."""
    found = answer(case.line)
    assert found.get("decision") == case.decision, (case.page, found)
    if case.sids is not None:
        assert tuple(sorted(one["sid"] for one in found["statements"])) == case.sids
    if case.because is not None:
        assert case.because in found["missing"]["because"]


@pytest.mark.parametrize("case", _DECIDED, ids=_named)
def test_the_naive_evaluator_decides_the_same(case: Case) -> None:
    """It knows the pages only, and is what random policies are tried against."""
    assert decide(case.line) == case.decision, case.page


@pytest.mark.parametrize("case", _MALFORMED, ids=_named)
def test_what_is_malformed_is_refused(case: Case) -> None:
    """With AWS's reason where it is known."""
    found = answer(case.line)
    assert re.search(str(case.error), found.get("error", ""), re.IGNORECASE), (case.page, found)


def test_there_are_enough_cases_and_each_is_another() -> None:
    """A name is a sentence that no other case has."""
    assert len(CASES) >= 400
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


def test_each_case_cites_a_page_or_a_principle() -> None:
    """AWS's documentation is the authority."""
    without = [
        case.name
        for case in CASES
        if not re.match(r"https://(docs\.aws\.amazon|www\.w3)\.\w+/\S+$|principle: \w", case.page)
    ]
    assert without == []


def test_each_outcome_is_well_represented() -> None:
    """Not everything is allowed, nor denied."""
    outcomes = Counter(case.decision for case in _DECIDED)
    assert set(outcomes) == {"allowed", "explicitDeny", "implicitDeny"}
    assert min(outcomes.values()) * 10 >= len(_DECIDED)
