"""The grants of the templates' roles, and templates that lack one of them.

A grant is one action on one resource under one value of each of its conditions: what a statement says at once.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

Body = dict[str, Any]
"""A template, a statement or a part of one, with functions written out; any of JSON's values."""

_ROLE: Final = "AWS::IAM::Role"
_TELLING: Final = ("Endpoints", "TrainingJobs", "models", "source", "testing", "training", "s3", "sns")
"""What tells resources and values apart in ids: the first of these words that they have."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of a role. `resource` and `value` tell grants of one action apart, as the template writes them."""

    stack: str
    role: str
    sid: str
    action: str
    resource: str
    value: str

    def __str__(self) -> str:
        """As a test's id: the values of what is told apart, by their last words."""
        told = [self.telling(part) for part in (self.resource, self.value) if part]
        return "-".join((self.stack, self.role, self.sid, self.action, *told))

    @staticmethod
    def telling(part: str) -> str:
        """The word that tells a resource or a value from the others."""
        return next(word for word in _TELLING if word in part)


class FunctionLoader(yaml.SafeLoader):
    """Reads the short forms of functions."""


def _function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Body:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if name == "Fn::GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


FunctionLoader.add_multi_constructor("!", _function)


def template_of(path: Path) -> Body:
    """A template with its functions written out."""
    body: Body = yaml.load(path.read_text(encoding="utf-8"), Loader=FunctionLoader)  # noqa: S506  # a safe one with functions
    return body


def grants_of(stack: str, path: Path) -> Iterator[Grant]:
    """All grants of a template's roles, in the text's order."""
    for role, statement in _statements(template_of(path)):
        for action in _listed(statement["Action"]):
            for resource in _told_apart(_distinct(_listed(statement["Resource"]))):
                for value in _told_apart(_values(statement)):
                    yield Grant(stack, role, statement["Sid"], action, resource, value)


def without(grant: Grant, path: Path) -> str:
    """The template without a grant, all others as they were."""
    body = template_of(path)
    policies = body["Resources"][grant.role]["Properties"]["Policies"]
    for policy in policies:
        statements = policy["PolicyDocument"]["Statement"]
        policy["PolicyDocument"]["Statement"] = [
            left for one in statements for left in (_lacking(one, grant) if one["Sid"] == grant.sid else [one])
        ]
    policies[:] = [policy for policy in policies if policy["PolicyDocument"]["Statement"]]
    return json.dumps(body)


def _lacking(statement: Body, grant: Grant) -> Iterator[Body]:
    """What a statement says without a grant: its other actions, and its own for other resources and values."""
    others = [action for action in _listed(statement["Action"]) if action != grant.action]
    if others:
        yield {**statement, "Action": others}
    resources = _listed(statement["Resource"])
    if grant.resource:
        left = [one for one in resources if _name(one).lower() != grant.resource.lower()]
        yield {**statement, "Sid": f"{statement['Sid']}Elsewhere", "Action": grant.action, "Resource": left}
        resources = [one for one in resources if one not in left]
    if grant.value:
        rest = {**copy.deepcopy(statement), "Sid": f"{statement['Sid']}Otherwise", "Action": grant.action}
        rest["Resource"] = resources
        for keys in rest["Condition"].values():
            for key, values in keys.items():
                if isinstance(values, list):
                    keys[key] = [one for one in values if _name(one) != grant.value]
        yield rest


def _statements(body: Body) -> Iterator[tuple[str, Body]]:
    for role, resource in body["Resources"].items():
        if resource["Type"] == _ROLE:
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield role, statement


def _values(statement: Mapping[str, Any]) -> list[Any]:
    """The values of the condition that has several; of the canonical templates' statements none has two such."""
    several = [
        values
        for keys in statement.get("Condition", {}).values()
        for values in keys.values()
        if isinstance(values, list)
    ]
    assert len(several) <= 1
    return several[0] if several else []


def _distinct(resources: list[Any]) -> list[Any]:
    """Resources without those that differ in case alone: SageMaker may write names either way."""
    return [
        one
        for number, one in enumerate(resources)
        if _name(one).lower() not in map(str.lower, map(_name, resources[:number]))
    ]


def _told_apart(several: list[Any]) -> list[str]:
    """What tells them apart, nothing where there is one."""
    return [_name(one) for one in several] if len(several) > 1 else [""]


def _listed(value: Any) -> list[Any]:  # noqa: ANN401  # any of JSON's values
    return value if isinstance(value, list) else [value]


def _name(value: Any) -> str:  # noqa: ANN401  # as above
    """A value as text: of `Fn::Sub`, its text."""
    if isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str):
        return str(value["Fn::Sub"])
    return value if isinstance(value, str) else json.dumps(value)
