"""Small definitions, valid and invalid, from `definitions.yaml`: what is wrong with each, and nothing else."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from cfnproof.structural.states_language.context import JSONPATH, Context
from cfnproof.structural.states_language.scope import check_names, check_scope
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Entry, Mark, Node, Object, Scalar, dig, entries, items
from cfnproof.template.syntax import parse

_TABLE = Path(__file__).with_name("definitions.yaml")
_GUIDE = "https://docs.aws.amazon.com/step-functions/latest/"


@dataclass(frozen=True, slots=True)
class Case:
    """One definition: the AWS page that it follows, and the words of each message that is expected."""

    name: str
    page: str
    machine: Node
    express: bool
    problems: tuple[str, ...]

    def __str__(self) -> str:
        """The name of the test."""
        return self.name


def _cases() -> list[Case]:
    table = parse(_TABLE.read_text(encoding="utf-8"), _TABLE)
    return [_case(page.key, entry) for page in entries(table) for entry in entries(page.value)]


def _case(page: str, entry: Entry) -> Case:
    """Read one row: `states` alone are a machine that starts at the first, `state` alone is its only state."""
    row = entry.value
    machine = dig(row, "machine")
    if machine is None:
        states = dig(row, "states") or Object((Entry("A", dig(row, "state") or row, row.mark),), row.mark)
        machine = _machine(states, dig(row, "language"))
    problems = tuple(scalar_text(item) or "" for item in items(dig(row, "problems")))
    return Case(entry.key, f"{_GUIDE}{page}", machine, dig(row, "express") is not None, problems)


def _machine(states: Node, language: Node | None) -> Object:
    mark = Mark(1, 1)
    first = Entry("StartAt", Scalar(entries(states)[0].key, mark), mark)
    spoken = Entry("QueryLanguage", language or Scalar(JSONPATH, mark), mark)
    return Object((first, spoken, Entry("States", states, mark)), mark)


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_definition(case: Case) -> None:
    """Each expected message is there, and no other."""
    context = Context(Template(_TABLE, Object((), Mark(1, 1)), {}, {}), express=case.express)
    found = [*check_names(case.machine, context), *check_scope(case.machine, "machine", context)]
    messages = [problem.message for problem in found]
    unmatched = list(messages)
    for words in case.problems:
        match = next((message for message in unmatched if words in message), None)
        assert match is not None, f"{words!r} is in none of {messages} ({case.page})"
        unmatched.remove(match)
    assert not unmatched, f"found too much ({case.page})"


def test_both_ways() -> None:
    """The table has valid and invalid definitions, and names each once."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert {bool(case.problems) for case in CASES} == {True, False}
