"""Each row of the tables is met by its witness, and nothing is in them that is not met."""

from collections.abc import Iterator

import pytest

from tests.second_opinion.agreement import assert_agreement, facts_of
from tests.second_opinion.conftest import Engines, StartEngines
from tests.second_opinion.difference import Difference
from tests.second_opinion.differences import DIFFERENCES, expected
from tests.second_opinion.differing_functions import FUNCTIONS, FunctionDifference
from tests.second_opinion.lives import CREATED, DELETED, PLANNED, STATUS, UPDATED
from tests.second_opinion.normalisation import differing
from tests.second_opinion.witnesses import WITNESSES


@pytest.fixture(scope="module")
def engines(start_engines: StartEngines) -> Iterator[Engines]:
    """One account on each for all witnesses, whose stacks are deleted."""
    with start_engines() as found:
        yield found


def test_every_difference_has_a_witness() -> None:
    """And no other has one."""
    ids = [difference.id for difference in (*DIFFERENCES, *FUNCTIONS)]
    assert sorted(set(ids)) == sorted(ids)
    assert WITNESSES.keys() == {difference.id for difference in DIFFERENCES}


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: one.id)
def test_difference(engines: Engines, difference: Difference) -> None:
    """The engines agree by the table, and without the row they do not."""
    subject = WITNESSES[difference.id]
    ours, theirs = (facts_of(host, subject) for host in engines)
    assert_agreement(ours, theirs, subject)
    others = tuple(other for other in DIFFERENCES if other is not difference)
    assert differing(expected(ours, subject, others), theirs)


@pytest.mark.parametrize("difference", FUNCTIONS, ids=lambda one: one.id)
def test_function(start_engines: StartEngines, difference: FunctionDifference) -> None:
    """Ours comes to what AWS documents, LocalStack to what the row says; there a stack that was refused may be left."""
    with start_engines() as engines:
        ours, theirs = (facts_of(host, difference.subject) for host in engines)
    assert ours[f"{CREATED}.outputs.Shown"] == difference.aws
    statuses = {stage: ours[f"{stage}.{STATUS}"] for stage in (CREATED, PLANNED, UPDATED, DELETED)}
    assert statuses == {
        CREATED: "CREATE_COMPLETE",
        PLANNED: "CREATE_COMPLETE",
        UPDATED: "UPDATE_COMPLETE",
        DELETED: "DELETE_COMPLETE",
    }
    assert {path: theirs.get(path) for path in difference.localstack} == difference.localstack
    assert {path: ours.get(path) for path in difference.localstack} != difference.localstack
