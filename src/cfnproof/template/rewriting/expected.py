"""The value that a template has after its edits, without its text: what the edited text is checked against."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from cfnproof.template.nodes import Node, attributes_listed, plain
from cfnproof.template.rewriting.edit_kinds import Append, Edit, Insert, Path, Remove, Replace, shown

_GONE: Final = object()


def edited(tree: Node, edits: Sequence[Edit]) -> object:
    """Return the plain value of `tree` after `edits`, which are all given against `tree` itself.

    Raises ValueError for a path that leads nowhere, and for an `Insert` whose key is there or that is for no mapping.
    """
    return _edited(plain(tree), edits, ())


def value_at(value: object, path: Path) -> object:
    """The part of a plain value at `path`, which must exist."""
    for step in path:
        value = value[step]  # type: ignore[index]  # the caller has looked
    return value


def same(one: object, other: object) -> bool:
    """Whether two plain values are equal in all types and in the order of keys; the forms of `Fn::GetAtt` are one."""
    return json.dumps(attributes_listed(one)) == json.dumps(attributes_listed(other))


def _edited(value: object, edits: Sequence[Edit], place: Path) -> object:
    own = sorted((edit for edit in edits if edit.path == place), key=lambda edit: isinstance(edit, Append))
    below: defaultdict[str | int, list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.path != place:
            below[edit.path[len(place)]].append(edit)
    result = _with_children_edited(value, below, place) if below else value
    for edit in own:
        result = _carried_out(edit, result)
    return result


def _with_children_edited(value: object, below: defaultdict[str | int, list[Edit]], place: Path) -> object:
    steps: Sequence[str | int] = tuple(value) if isinstance(value, dict) else ()
    if isinstance(value, list):
        steps = range(len(value))
    for step in below:
        if step not in steps:
            raise ValueError(f"the template has nothing at {shown((*place, step))}")
    children = {step: _edited(value_at(value, (step,)), below[step], (*place, step)) for step in steps}
    left = {step: child for step, child in children.items() if child is not _GONE}
    return list(left.values()) if isinstance(value, list) else left


def _carried_out(edit: Edit, value: object) -> object:
    match edit:
        case Replace(node=node):
            return plain(node)
        case Remove():
            return _GONE
        case Append(node=node):
            listed = value if isinstance(value, list) else [] if value is None else [value]
            return [*listed, plain(node)]
        case Insert(key=key, node=node):
            entries = {} if value is None else value
            if not isinstance(entries, dict):
                raise ValueError(  # noqa: TRY004  # the place is wrong, not the type of an argument
                    f"{shown(edit.path)} is no mapping, so it cannot have {key!r}"
                )
            if key in entries:
                raise ValueError(f"{shown((*edit.path, key))} is there already: replace it")
            return {**entries, key: plain(node)}
