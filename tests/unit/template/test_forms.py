"""The forms of a template: one for each way its conditions can come out, none that cannot.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
"""

from pathlib import Path

import pytest

from cfnproof.template.forms import MAX_FORMS, forms
from cfnproof.template.model import Template, from_text
from cfnproof.template.nodes import plain

RESOURCES = """
Resources:
  Always: {Type: T, Properties: {P: !If [Active, yes-value, no-value], Q: !If [Active, kept, !Ref "AWS::NoValue"]}}
  Sometimes: {Type: T, Condition: Active}
"""


def template(head: str, resources: str = RESOURCES) -> Template:
    """A template with these conditions."""
    return from_text(head + resources, Path("t.yaml"))


def outcomes(head: str) -> set[tuple[tuple[str, bool], ...]]:
    """How the conditions come out in each form."""
    return {tuple(form.conditions.items()) for form in forms(template(head)).forms}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            "Parameters: {P: {Type: String}}\nConditions: {Active: !Equals [!Ref P, 'x']}",
            {(("Active", True),), (("Active", False),)},
            id="a free parameter",
        ),
        pytest.param(
            "Parameters: {P: {Type: String, AllowedValues: [x]}}\nConditions: {Active: !Equals [!Ref P, 'x']}",
            {(("Active", True),)},
            id="the only allowed value",
        ),
        pytest.param(
            "Parameters: {P: {Type: String, AllowedValues: [y]}}\nConditions: {Active: !Equals [!Ref P, 'x']}",
            {(("Active", False),)},
            id="a value that is not allowed",
        ),
        pytest.param(
            "Parameters: {P: {Type: String}}\n"
            "Conditions: {Active: !Equals [!Ref P, 'x'], Two: !Equals ['y', !Ref P], Not: !Not [!Condition Active]}",
            {
                (("Active", True), ("Two", False), ("Not", False)),
                (("Active", False), ("Two", True), ("Not", True)),
                (("Active", False), ("Two", False), ("Not", True)),
            },
            id="one parameter, two texts: never both",
        ),
        pytest.param(
            "Conditions: {Active: !And [!Equals [a, a], !Condition B], B: !Or [!Equals [a, b], !Equals [c, c]]}",
            {(("Active", True), ("B", True))},
            id="texts alone",
        ),
        pytest.param(
            "Parameters: {P: {Type: String}, R: {Type: String}}\nConditions: {Active: !Equals [!Ref P, !Ref R]}",
            {(("Active", True),), (("Active", False),)},
            id="two parameters",
        ),
        pytest.param("Conditions: {Active: !Condition Active}", {(("Active", False),)}, id="a circle"),
    ],
)
def test_outcomes(head: str, expected: set[tuple[tuple[str, bool], ...]]) -> None:
    """Every combination that can be, and no other."""
    assert outcomes(head) == expected


def test_a_form_has_neither_if_nor_no_value_nor_what_is_off() -> None:
    """What is left is what CloudFormation would create."""
    found = forms(template("Parameters: {P: {Type: String}}\nConditions: {Active: !Equals [!Ref P, 'x']}")).forms
    by_outcome = {form.conditions["Active"]: form.template for form in found}
    assert set(by_outcome[True].resources) == {"Always", "Sometimes"}
    assert plain(by_outcome[True].resources["Always"].properties) == {"P": "yes-value", "Q": "kept"}
    assert set(by_outcome[False].resources) == {"Always"}
    assert plain(by_outcome[False].resources["Always"].properties) == {"P": "no-value"}
    assert set(by_outcome[False].whole.resources) == {"Always", "Sometimes"}


def test_a_template_without_conditions_is_its_own_form() -> None:
    """Nothing is folded, nothing copied."""
    whole = template("", "Resources: {A: {Type: T}}")
    assert [form.template for form in forms(whole).forms] == [whole]


def test_too_many_conditions_are_said_so_and_each_is_still_seen_both_ways() -> None:
    """Beyond the limit each choice is tried alone, against all-first and all-last."""
    names = [f"C{number}" for number in range(12)]
    head = "Parameters: {" + ", ".join(f"P{n}: {{Type: String}}" for n in names) + "}\n"
    head += "Conditions:\n  Active: !Equals [a, a]\n" + "".join(f"  {n}: !Equals [!Ref P{n}, x]\n" for n in names)
    found = forms(template(head))
    assert found.combinations == 2**12
    assert not found.complete
    assert len(found.forms) <= MAX_FORMS
    for name in names:
        assert {form.conditions[name] for form in found.forms} == {True, False}
