"""Stacks that hypothesis makes up: resources that refer to each other, and what an update makes of them.

A stack always deploys: no two resources want one name, and what one refers to comes before it under the same condition.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.emulator.cloudformation.engine.generated_kinds import KINDS, Kind
from tests.unit.emulator.cloudformation.engine.generated_values import ARNS, Neighbours

Draw = Callable[[st.SearchStrategy[Any]], Any]
"""What hypothesis calls a composite strategy with."""

_SWITCHES: Final = ("true", "false")
_CONDITIONS: Final = {
    "IsOn": {"Fn::Equals": [{"Ref": "Switch"}, "true"]},
    "IsOff": {"Fn::Not": [{"Condition": "IsOn"}]},
}
_PARAMETERS: Final = {
    "Switch": {"Type": "String", "AllowedValues": list(_SWITCHES)},
    "Word": {"Type": "String", "Default": "word"},
}
_POLICIES: Final = (None, "Delete", "Retain", "RetainExceptOnCreate")
_MOST: Final = 7


@dataclass(frozen=True, slots=True)
class Part:
    """One resource: `id` is its logical id, `to` the resources that its kind cannot do without."""

    id: str
    kind: Kind
    properties: Mapping[str, Any]
    condition: str | None = None
    deletion: str | None = None
    replacing: str | None = None
    after: tuple[str, ...] = ()
    to: tuple["Part", ...] = ()

    def __repr__(self) -> str:
        """As a template has it, to be read in a report."""
        return f"{self.id}: {json.dumps(self.declared())}"

    def declared(self) -> dict[str, Any]:
        """As a template has it."""
        attributes = {
            "Condition": self.condition,
            "DeletionPolicy": self.deletion,
            "UpdateReplacePolicy": self.replacing,
            "DependsOn": list(self.after),
        }
        present = {name: value for name, value in attributes.items() if value}
        return {"Type": f"AWS::{self.kind.type}", "Properties": dict(self.properties), **present}


@dataclass(frozen=True, slots=True)
class Made:
    """A stack as CreateStack and UpdateStack take it."""

    parts: tuple[Part, ...]
    switch: str
    word: str
    tags: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """The request's members."""
        body = {
            "Parameters": _PARAMETERS,
            "Conditions": _CONDITIONS,
            "Resources": {part.id: part.declared() for part in self.parts},
            "Outputs": self.outputs,
        }
        return {
            "TemplateBody": json.dumps(body),
            "Parameters": [
                {"ParameterKey": "Switch", "ParameterValue": self.switch},
                {"ParameterKey": "Word", "ParameterValue": self.word},
            ],
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }

    def present(self) -> dict[str, Part]:
        """The resources whose condition holds, by logical id."""
        on = "IsOn" if self.switch == "true" else "IsOff"
        return {part.id: part for part in self.parts if part.condition in {None, on}}


@st.composite
def stacks(draw: Draw) -> Made:
    """A stack of one to seven resources."""
    parts: list[Part] = []
    for number in range(1, draw(st.integers(1, _MOST)) + 1):
        _add(draw, parts, f"R{number}")
    return _made(draw, parts)


@st.composite
def updates(draw: Draw) -> tuple[Made, Made]:
    """A stack and another that it becomes: resources kept, changed, dropped and added, conditions switched."""
    first = draw(stacks())
    parts: list[Part] = []
    for part in first.parts:
        if draw(st.sampled_from(("keep", "change", "change", "drop"))) == "drop" or not _has(parts, part.to):
            continue
        kept = {one.id for one in parts}
        whole = set(_referred(part)) <= kept and part.deletion == first.present().get(part.id, part).deletion
        if whole and draw(st.booleans()):
            parts.append(replace(part, after=tuple(name for name in part.after if name in kept)))
        else:
            parts.append(_dressed(draw, replace(part, to=_again(parts, part.to)), parts))
    for number in range(draw(st.integers(0 if parts else 1, 2))):
        _add(draw, parts, f"N{number}")
    return first, _made(draw, parts)


def _made(draw: Draw, parts: list[Part]) -> Made:
    values = {}
    for part in parts:
        if draw(st.booleans()):
            attribute = ARNS.get(part.kind.name)
            value: object = {"Fn::GetAtt": [part.id, attribute]} if attribute and draw(st.booleans()) else None
            output = {"Value": value or {"Ref": part.id}, **({"Condition": part.condition} if part.condition else {})}
            values[f"{part.id}Out"] = output
    tags = {"team": draw(st.sampled_from(("blue", "green")))} if draw(st.booleans()) else {}
    return Made(tuple(parts), draw(st.sampled_from(_SWITCHES)), draw(st.sampled_from(("word", "other"))), tags, values)


def _add(draw: Draw, parts: list[Part], logical_id: str, needed: Kind | None = None) -> Part:
    """Add a resource, after those that its kind cannot do without; what there can be only one of is not repeated."""
    kind = needed or draw(st.sampled_from(KINDS))
    to = tuple(_needed(draw, parts, f"{logical_id}{need.title()}", need) for need in kind.needs)
    companion = f"{kind.name.title()}{''.join(part.id for part in to)}" if kind.once else logical_id
    there = next((part for part in parts if part.id == companion), None)
    if there is not None:
        return there
    condition = None if needed else draw(st.sampled_from((None, None, None, "IsOn", "IsOff")))
    parts.append(_dressed(draw, Part(companion, kind, {}, condition, to=to), parts))
    return parts[-1]


def _needed(draw: Draw, parts: list[Part], logical_id: str, name: str) -> Part:
    """One of a kind that is always there, new where there is none."""
    found = [part for part in parts if part.kind.name == name and part.condition is None]
    if found:
        chosen: Part = draw(st.sampled_from(found))
        return chosen
    return _add(draw, parts, logical_id, next(kind for kind in KINDS if kind.name == name))


def _dressed(draw: Draw, part: Part, parts: list[Part]) -> Part:
    """The resource with properties and attributes drawn anew."""
    near = [one for one in parts if one.condition in {None, part.condition}]
    found: dict[str, list[str]] = {}
    for one in near:
        found.setdefault(one.kind.name, []).append(one.id)
    properties = draw(part.kind.properties(part.id, Neighbours(tuple(one.id for one in part.to), found)))
    policies = st.sampled_from(_POLICIES if part.kind.keeps else _POLICIES[:2])
    after = draw(st.lists(st.sampled_from([one.id for one in parts]), unique=True, max_size=2)) if parts else []
    replacing = draw(policies)
    replacing = "Retain" if replacing == "RetainExceptOnCreate" else replacing
    return replace(part, properties=properties, deletion=draw(policies), replacing=replacing, after=tuple(after))


def _has(parts: list[Part], wanted: tuple[Part, ...]) -> bool:
    return {part.id for part in wanted} <= {part.id for part in parts}


def _again(parts: list[Part], wanted: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(next(part for part in parts if part.id == one.id) for one in wanted)


def _referred(part: Part) -> Iterator[str]:
    """The logical ids that a resource's properties refer to."""
    yield from _names(part.properties)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key == "Ref" and below not in {"Word", "Switch"}:
                yield str(below)
            elif key == "Fn::GetAtt":
                yield str(below[0])
            else:
                yield from _names(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _names(below)
