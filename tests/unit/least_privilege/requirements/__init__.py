"""Tests of cfnproof.least_privilege.requirements; here is what the tests of the tables share."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cfnproof.iam.calls.reference import Action, ArnFormat, Reference, Variable, reference_of
from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.stacks import Stack, loaded, stacks_of
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved
from cfnproof.least_privilege.requirements.rows import Row, tables
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.template.expressions import Parts

ACCOUNT: Final = "111122223333"
REGION: Final = "us-east-1"
_PSEUDO: Final = {"${AWS::Partition}": "aws", "${AWS::Region}": REGION, "${AWS::AccountId}": ACCOUNT}
_NAME: Final = re.compile(r"\$\{[^}]*\}|\*")
_PAGES: Final = "https://docs.aws.amazon.com/"
_ANY: Final = ("*",)
_METRICS: Final = "cloudwatch:PutMetricData"
"""It takes a data set, which metrics of a namespace have none of."""


def project(folder: Path, resources: Mapping[str, Any]) -> tuple[Stack, Site]:
    """A project whose one template has these resources."""
    (folder / "pyproject.toml").write_text("[tool.cfnproof]\n", encoding="utf-8")
    file = folder / "template.yaml"
    file.write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    stacks = stacks_of(loaded(file))
    resolver = Resolver(stacks)
    return stacks.by_name["template"], Site(resolver, Index(resolver))


def required(units: Iterable[Unit]) -> Iterator[Requirement]:
    """What units need; all of it must be worked out."""
    for unit in units:
        for found in expand(unit, tables()):
            assert not isinstance(found, Unresolved), found
            yield found


def shown(requirements: Iterable[Requirement]) -> dict[str, str]:
    """By row: its actions, the resources that they are asked for on, and the keys that the requests carry."""
    found: dict[str, list[str]] = {}
    for one in requirements:
        keys = [f" if {key.key} is {' '.join(map(text, key.values))}" for key in one.conditions]
        line = f"{' '.join(one.actions)} on {' '.join(map(text, one.resources))}{''.join(keys)}"
        found.setdefault(one.row.id, []).append(line)
    return {row: "; ".join(lines) for row, lines in found.items()}


def text(value: Parts) -> str:
    """A value as an ARN of us-east-1 and one account has it."""
    written = "".join(map(str, value))
    for name, known in _PSEUDO.items():
        written = written.replace(name, known)
    return written


def rows(kind: str, *units: str) -> Iterator[Row]:
    """The rows of a table, or of some of its units."""
    for unit, found in tables()[kind].units.items():
        if not units or unit in units:
            yield from found


def flaws(row: Row) -> Iterator[str]:
    """What of a row AWS's reference does not have, or is not written as in the other rows."""
    if not row.id.startswith(f"{row.kind}-"):
        yield f"the id does not begin with {row.kind}"
    if not (row.page.startswith(_PAGES) and row.page.endswith(".html")):
        yield f"{row.page} is no page of AWS's documentation"
    if "*" in row.resources and row.resources != _ANY:
        yield "beside * no other resource says anything"
    for name in row.actions:
        action = _action(name)
        if action is None or action.name != name:
            yield f"there is no action {name}"
            continue
        if not row.principal and name != _METRICS and (row.resources == _ANY) is not (not action.types):
            yield f"{name} takes {' '.join(action.types) or 'no resource'}"
        for keys in row.conditions.values():
            yield from (f"{name} has no {key}" for key in keys if not _has(action, key))


def fits(requirement: Requirement) -> bool:
    """Whether each resource is of a type that each action takes."""
    actions = [action for action in map(_action, requirement.actions) if action is not None]
    return all(_takes(action, text(resource)) for action in actions for resource in requirement.resources)


def _takes(action: Action, resource: str) -> bool:
    if not action.types or action.name == _METRICS:
        return resource == "*"
    types = _reference(action.name).types
    example = _NAME.sub("x", resource)
    return any(re.fullmatch(_regex(types[name].format), example) for name in action.types)


def _regex(written: ArnFormat) -> str:
    return "".join(".*" if isinstance(part, Variable) else re.escape(part) for part in written)


def _action(name: str) -> Action | None:
    return _reference(name).action(name.partition(":")[2])


def _reference(name: str) -> Reference:
    found = reference_of(name.partition(":")[0])
    assert found is not None, name
    return found


def _has(action: Action, key: str) -> bool:
    """Whether requests for an action have a key; those of aws: that are not about tags come with every request."""
    name = key.lower().partition("${")[0]
    known = any(one.startswith(name) for one in action.keys) if "${" in key else name in action.keys
    return known or (key.startswith("aws:") and "/" not in key)
