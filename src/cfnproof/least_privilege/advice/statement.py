"""Grants as a statement in a template's own terms."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cfnproof.least_privilege.advice.grants import Grants
from cfnproof.least_privilege.projects.writer import NOWHERE, Writer
from cfnproof.least_privilege.requirements.requirement import Wanted
from cfnproof.template.expressions import Parts
from cfnproof.template.nodes import Entry, Node, Object, Scalar, Sequence

_WORD: Final = re.compile(r"[A-Za-z0-9]+")


def statement(grants: Grants, writer: Writer, sid: str) -> Object | None:
    """The statement; None where the template has no expression for a value in it."""
    resources = _listed(writer.nodes(grants.resources))
    conditions = _conditions(grants.conditions, writer)
    if resources is None or conditions is None:
        return None
    found = {
        "Sid": Scalar(sid, NOWHERE),
        "Effect": Scalar("Allow", NOWHERE),
        "Action": actions(grants.actions),
        "Resource": resources,
        **({"Condition": conditions} if grants.conditions else {}),
    }
    return mapping(found.items())


def actions(names: Iterable[str]) -> Node:
    """The value of Action."""
    return _one_or_list([Scalar(name, NOWHERE) for name in sorted(names)])


def mapping(entries: Iterable[tuple[str, Node]]) -> Object:
    """A mapping that stands in no file yet."""
    return Object(tuple(Entry(key, value, NOWHERE) for key, value in entries), NOWHERE)


def foreign(grants: Grants, writer: Writer) -> Iterator[Parts]:
    """The values for which the template has no expression."""
    values = (*grants.resources, *(value for one in grants.conditions for value in one.values))
    return (value for value in values if writer.node(value) is None)


def sid_of(grants: Grants, taken: Iterable[str]) -> str:
    """A Sid that says what the grants are for, and that no other statement has."""
    row = grants.requirements[0].row
    words = _WORD.findall(row.id.removeprefix(f"{row.kind}-"))
    name = "".join(word[:1].upper() + word[1:] for word in words) or "Needed"
    used = set(taken)
    return next(candidate for number in range(len(used) + 1) if (candidate := f"{name}{number or ''}") not in used)


def _conditions(conditions: tuple[Wanted, ...], writer: Writer) -> Object | None:
    operators: dict[str, list[tuple[str, Node]]] = {}
    for one in conditions:
        values = _listed(writer.nodes(one.values))
        if values is None:
            return None
        operators.setdefault(one.operator, []).append((one.key, values))
    return mapping((operator, mapping(keys)) for operator, keys in operators.items())


def _listed(nodes: tuple[Node | None, ...]) -> Node | None:
    found = [node for node in nodes if node is not None]
    return _one_or_list(found) if len(found) == len(nodes) else None


def _one_or_list(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes), NOWHERE)
