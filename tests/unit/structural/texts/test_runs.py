"""Texts across Sub and Join, with the line of each character."""

from pathlib import Path

from cfnproof.structural.texts.gaps import GAP
from cfnproof.structural.texts.runs import Run, runs
from cfnproof.template.model import Template, from_text
from cfnproof.template.nodes import Node

PATH = Path("template.yaml")


def _value(text: str) -> tuple[Node, Template]:
    template = from_text(f"Resources:\n  R:\n    Type: A\n    Properties:\n      P: {text}\n", PATH)
    node = template.resources["R"].property("P")
    assert node is not None
    return node, template


def _texts(text: str) -> list[str]:
    return [run.text for run in runs(_value(text)[0])]


def test_sub_has_gaps_for_what_only_the_deployment_knows() -> None:
    """A variable with a text of its own is part of the run; any other is a gap."""
    assert _texts('!Sub ["a-${B}-${C}-${D.Arn}", {B: b}]') == [f"a-b-{GAP}-{GAP}"]


def test_join_is_one_text() -> None:
    """The delimiter stands between, also in a join within a join."""
    assert _texts('!Join [":", [arn, !Join ["-", [aws, cn]], !Ref X]]') == [f"arn:aws-cn:{GAP}"]


def test_what_fills_a_gap_is_looked_at_on_its_own() -> None:
    """The arguments of a function that is no text are texts of their own; names are none."""
    assert _texts('!Sub ["${A}${B}", {A: !Select [0, [x, y]], B: !Ref Z}]') == [GAP * 2, "0", "x", "y"]


def test_names_are_no_texts() -> None:
    """Ref, GetAtt and Condition name things of the template."""
    assert _texts("[!Ref A, !GetAtt B.Arn, !Condition C]") == []


def test_key_and_number_are_kept() -> None:
    """A run knows the key above it, through a list too, and whether it was written as a number."""
    found = list(runs(_value("{Account: [1, one], Description: no}")[0], skip=frozenset({"Description"})))
    assert [(run.text, run.key, run.number) for run in found] == [
        ("Account", "Account", False),
        ("1", "Account", True),
        ("one", "Account", False),
    ]


def test_mark_is_the_piece_that_holds_the_character() -> None:
    """Each piece of a join over several lines has its own line."""
    node, template = _value('!Join\n        - ""\n        - - one\n          - two')
    run: Run = next(runs(node))
    assert [run.mark(position, template).line for position in (0, 2, 3, 5)] == [7, 7, 8, 8]
