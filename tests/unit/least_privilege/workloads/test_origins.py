"""Where a value of a state's input comes from, over every way that leads to the state.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import json
from pathlib import Path
from typing import Final

import pytest

from cfnproof.least_privilege.workloads.origins import FromElsewhere, FromResult, FromStart, Origin, origins
from cfnproof.least_privilege.workloads.states import states_of
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark, Object
from cfnproof.template.syntax import parse
from tests.unit.least_privilege.workloads import Json

_FILE: Final = Path("definition.json")
_TEMPLATE: Final = Template(_FILE, Object((), Mark(1, 1)), {}, {})
_LAST: Final = {"Type": "Task", "End": True}
_ERROR: Final = FromElsewhere("the error of state 'A'")
_OUTPUT: Final = FromElsewhere("what state 'A' makes of its output")


def found(states: Json, path: str = "a.b", start: Json = "A") -> set[Origin]:
    """The origins of a value of the input of the state `Last`, which comes after these."""
    root = parse(json.dumps({"StartAt": start, "States": {**states, "Last": _LAST}}), _FILE)
    (last,) = (state for state in states_of(root, _TEMPLATE) if state.name == "Last")
    return set(origins(path, last, _TEMPLATE))


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ({"Type": "Task"}, FromResult("A", "a.b")),
        ({"Type": "Task", "ResultPath": "$"}, FromResult("A", "a.b")),
        ({"Type": "Task", "ResultPath": None}, FromStart()),
        ({"Type": "Task", "ResultPath": "$.other"}, FromStart()),
        ({"Type": "Task", "ResultPath": "$.ab"}, FromStart()),
        ({"Type": "Task", "ResultPath": "$.a"}, FromResult("A", "b")),
        ({"Type": "Task", "ResultPath": "$.a.b"}, FromResult("A", "")),
        ({"Type": "Task", "ResultPath": "$.a.b.c"}, FromElsewhere("what state 'A' puts a part into")),
        ({"Type": "Task", "ResultPath": "$.a[0]"}, FromElsewhere("what state 'A' puts into its output")),
        ({"Type": "Task", "ResultPath": None, "OutputPath": "$"}, FromStart()),
        ({"Type": "Task", "ResultPath": None, "OutputPath": "$.a"}, _OUTPUT),
        ({"Type": "Task", "ResultPath": "$.a", "OutputPath": None}, _OUTPUT),
        ({"Type": "Task", "Output": {"a": 1}}, _OUTPUT),
        ({"Type": "Map"}, FromResult("A", "a.b")),
        ({"Type": "Parallel", "ResultPath": "$.a"}, FromResult("A", "b")),
        ({"Type": "Pass"}, FromStart()),
        ({"Type": "Pass", "ResultPath": "$.other"}, FromStart()),
        ({"Type": "Pass", "ResultPath": "$.a"}, FromResult("A", "b")),
        ({"Type": "Pass", "Result": {"a": 1}}, FromResult("A", "a.b")),
        ({"Type": "Pass", "Parameters": {"a": 1}}, FromResult("A", "a.b")),
        ({"Type": "Pass", "InputPath": "$.a"}, FromResult("A", "a.b")),
        ({"Type": "Wait"}, FromStart()),
        ({"Type": "Wait", "InputPath": "$.a"}, FromResult("A", "a.b")),
    ],
)
def test_one_state_before(first: Json, expected: Origin) -> None:
    """The result is put in at ResultPath, and OutputPath takes a part of it."""
    assert found({"A": {**first, "Next": "Last"}}) == {expected}


@pytest.mark.parametrize(
    ("catcher", "expected"),
    [({}, _ERROR), ({"ResultPath": None}, FromStart()), ({"ResultPath": "$.e"}, FromStart()), ({"Output": 1}, _ERROR)],
)
def test_an_error(catcher: Json, expected: Origin) -> None:
    """It is put into the input of the state that has failed: by default in the place of the whole."""
    first = {"Type": "Task", "Next": "B", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Last", **catcher}]}
    assert found({"A": first, "B": {"Type": "Succeed"}}) == {expected}


def test_several_ways() -> None:
    """A Choice hands its input on, and each branch does what it does."""
    states = {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "Last"},
        "B": {"Type": "Task", "ResultPath": "$.a", "Next": "Last"},
    }
    assert found(states) == {FromStart(), FromResult("B", "b")}


def test_a_choice_with_an_output() -> None:
    """Its rules may make another one of it: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html."""
    rule = {"Condition": "{% true %}", "Next": "Last", "Output": "{% 1 %}"}
    assert found({"A": {"Type": "Choice", "Choices": [rule]}}) == {_OUTPUT}


def test_a_loop() -> None:
    """The value is the one that the loop was begun with, where no state of it changes it."""
    states = {
        "A": {"Type": "Task", "ResultPath": "$.a", "Next": "B"},
        "B": {"Type": "Wait", "Next": "C"},
        "C": {"Type": "Task", "ResultPath": "$.status", "Next": "D"},
        "D": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "Last"},
    }
    assert found(states) == {FromResult("A", "b")}


def test_a_state_that_comes_back() -> None:
    """What a later state puts in is there when the loop comes round."""
    states = {"A": {"Type": "Wait", "Next": "Last"}, "C": {"Type": "Task", "ResultPath": "$.a", "Next": "A"}}
    assert found(states) == {FromStart(), FromResult("C", "b")}


def test_a_state_that_nothing_leads_to() -> None:
    """It has no input."""
    assert found({"A": {"Type": "Task", "End": True}}) == set()


def test_a_start_that_only_the_deployment_knows() -> None:
    """Every state may be the first one."""
    assert found({"A": {"Type": "Task", "End": True}}, start={"Ref": "Start"}) == {FromStart()}


def test_a_transition_that_only_the_deployment_knows() -> None:
    """It may lead to any state."""
    assert found({"A": {"Type": "Task", "Next": {"Ref": "Then"}}}) == {FromResult("A", "a.b")}
