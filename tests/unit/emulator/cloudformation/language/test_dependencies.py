"""The order of resources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.emulator.cloudformation.language.dependencies import dependencies, existing, order
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import GUIDE

TEMPLATE = read(
    """
Parameters: {P: {Type: String}}
Conditions: {Prod: !Equals [!Ref P, prod]}
Resources:
  Last: {Type: T, DependsOn: [Middle, Extra]}
  Middle: {Type: T, Properties: {a: [{b: !Sub '${First.Arn}-${P}'}], c: !If [Prod, !Ref Extra, !Ref Other]}}
  First: {Type: T}
  Extra: {Type: T, Condition: Prod}
  Other: {Type: T, Metadata: {m: !GetAtt First.Id}}
"""
)


def test_branches_decide() -> None:
    """Only the branch of Fn::If that is taken counts; what the stack does not have drops out."""
    assert dependencies(TEMPLATE, {"Prod": False}) == {
        "Last": {"Middle"},
        "Middle": {"First", "Other"},
        "First": frozenset(),
        "Other": {"First"},
    }, f"{GUIDE}aws-attribute-dependson.html"
    assert dependencies(TEMPLATE, {"Prod": True})["Last"] == {"Middle", "Extra"}
    assert dependencies(TEMPLATE, {"Prod": True})["Middle"] == {"First", "Extra"}


def test_existing_and_order() -> None:
    """Each as early as it can be, else in the template's order."""
    assert existing(TEMPLATE, {"Prod": False}) == ("Last", "Middle", "First", "Other")
    assert order(dependencies(TEMPLATE, {"Prod": False})) == ("First", "Other", "Middle", "Last")
    assert order(dependencies(TEMPLATE, {"Prod": True})) == ("First", "Extra", "Middle", "Other", "Last")


@pytest.mark.parametrize("expression", ["!Ref A", "!GetAtt A.Arn", "!Sub '${A}'", "!Sub '${A.Arn}'"])
def test_reference_to_what_the_stack_does_not_have(expression: str) -> None:
    """Its condition does not hold."""
    template = read(
        "Conditions: {C: !Equals [a, b]}\n"
        f"Resources: {{A: {{Type: T, Condition: C}}, B: {{Type: T, Properties: {{p: {expression}}}}}}}"
    )
    with pytest.raises(ServiceError) as caught:
        dependencies(template, {"C": False})
    message = "Template format error: Unresolved resource dependencies [A] in the Resources block of the template"
    assert caught.value.message == message, f"{GUIDE}conditions-section-structure.html"


def test_cycle_through_a_branch() -> None:
    """It is one only when the branch is taken, and is named in the template's order."""
    template = read(
        "Conditions: {C: !Equals [a, b]}\n"
        "Resources: {B: {Type: T, DependsOn: A}, A: {Type: T, Properties: {p: !If [C, !Ref B, x]}}, D: {Type: T}}"
    )
    assert order(dependencies(template, {"C": False})) == ("A", "D", "B")
    with pytest.raises(ServiceError) as caught:
        order(dependencies(template, {"C": True}))
    assert caught.value.message == "Circular dependency between resources: [B, A]"


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, frozenset[str]]:
    """Graphs without cycles: each node waits for some of those with a smaller number."""
    numbers = draw(st.permutations(range(draw(st.integers(0, 9)))))
    return {
        f"R{number}": frozenset(f"R{other}" for other in draw(st.sets(st.integers(0, number - 1))))
        if number
        else frozenset()
        for number in numbers
    }


@given(graphs())
def test_order_keeps_every_dependency(graph: dict[str, frozenset[str]]) -> None:
    """All resources once, each behind what it waits for, and the same order each time."""
    found = order(graph)
    assert sorted(found) == sorted(graph)
    assert all(found.index(other) < found.index(name) for name, others in graph.items() for other in others)
    assert order(dict(graph)) == found


@given(st.lists(st.text(alphabet="ABC", min_size=1), unique=True))
def test_order_without_dependencies_is_the_templates(names: list[str]) -> None:
    """Nothing is moved without need."""
    assert order({name: frozenset() for name in names}) == tuple(names)
