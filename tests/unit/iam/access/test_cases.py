"""Pairs of policies with the answer that AWS's documentation gives, or a principle does."""

import re
from collections import Counter
from typing import Any, Final

import pytest

from cfnproof.iam.access import NewAccess, Reach, foreign_access, new_access, reachable
from tests.unit.iam.access.cases import Case, cases, names

Json = Any  # a JSON value
_OTHERS: Final = ("foreign", "reachable")
_PAIRS: Final = [case for name in names() if name not in _OTHERS for case in cases(name)]


def _named(case: Case) -> str:
    return case.name


def _is_as_expected(answers: tuple[NewAccess, ...], expected: Json) -> bool:
    """By the Sid of a statement, or its number."""
    wanted = expected if isinstance(expected, dict) else {0: expected} if expected else {}
    found = {answer.sid or answer.index: answer for answer in answers}
    if found.keys() != wanted.keys():
        return False
    for key, actions in wanted.items():
        listed = set(actions) - {"more"}
        given = set(found[key].actions)
        if not (listed < given if "more" in actions else listed == given):
            return False
    return True


@pytest.mark.parametrize("case", _PAIRS, ids=_named)
def test_new_access_is_found(case: Case) -> None:
    """And nothing else is."""
    answers = new_access(
        case.policies("old") or [],
        case.policies("new") or [],
        old_boundary=case.policies("old-boundary"),
        new_boundary=case.policies("new-boundary"),
    )
    assert _is_as_expected(answers, case.content["expect"]), answers
    assert all(answer.confirmed for answer in answers)


@pytest.mark.parametrize("case", cases("reachable"), ids=_named)
def test_what_is_reachable_is_found(case: Case) -> None:
    """Of the actions asked for, on the resources asked for."""
    answers = reachable(
        case.policies("policies") or [],
        case.content["actions"],
        case.content.get("resources", ["*"]),
        case.policies("new-boundary"),
    )
    assert _is_as_expected(answers, case.content["expect"]), answers


@pytest.mark.parametrize("case", cases("foreign"), ids=_named)
def test_foreign_access_is_found(case: Case) -> None:
    """Anybody's, or that of accounts that are named."""
    answers = foreign_access(case.policies("policies") or [], case.content["account"])
    found = {
        answer.sid or answer.index: "public" if answer.reach is Reach.PUBLIC else sorted(answer.accounts)
        for answer in answers
    }
    expected = case.content["expect"]
    assert found == (expected if isinstance(expected, dict) else {0: expected} if expected else {})


def test_there_are_enough_pairs_and_each_is_another() -> None:
    """A name is a sentence that no other case has."""
    listed = [case for name in names() for case in cases(name)]
    assert len(_PAIRS) >= 150
    assert [name for name, times in Counter(case.name for case in listed).items() if times > 1] == []
    assert [
        case.name for case in listed if not re.match(r"https://docs\.aws\.amazon\.com/\S+$|principle: \w", case.why)
    ] == []


def test_each_answer_is_well_represented() -> None:
    """Nothing is new in a third of the pairs at least, and something is in another."""
    nothing = sum(not case.content["expect"] for case in _PAIRS)
    assert len(_PAIRS) / 3 <= nothing <= len(_PAIRS) * 2 / 3
