"""Edits by the collection that they change, and each by the smallest change of text that makes it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from cfnproof.template import nodes
from cfnproof.template.nodes import Entry, Node, Object, plain
from cfnproof.template.rewriting.edit_kinds import Append, Edit, Insert, Path, Remove, Replace, shown
from cfnproof.template.rewriting.expected import value_at


@dataclass(slots=True)
class Group:
    """What one collection loses, by keys or positions, and what a mapping (entries) or list gains at its end."""

    path: Path
    removed: set[str | int] = field(default_factory=set)
    added: list[Entry | Node] = field(default_factory=list)


def grouped(edits: Sequence[Edit], value: object) -> tuple[list[Replace], list[Group]]:
    """Return values to replace and collections to change, for edits of a template whose plain value is `value`.

    A list that only loses items and gains some at its end is changed item by item, not replaced. A collection that is
    empty, or loses all that it has and gains something, is replaced. Raises ValueError for one that would be empty.
    """
    replaced: list[Replace] = []
    groups: dict[Path, Group] = {}
    for edit in chain.from_iterable(_narrowed(edit, value) for edit in edits):
        match edit:
            case Replace():
                replaced.append(edit)
            case Remove(path=path):
                groups.setdefault(path[:-1], Group(path[:-1])).removed.add(path[-1])
            case Append(path=path, node=node):
                groups.setdefault(path, Group(path)).added.append(node)
            case Insert(path=path, key=key, node=node):
                groups.setdefault(path, Group(path)).added.append(Entry(key, node, node.mark))
    changed = []
    for group in groups.values():
        kept = _size(value_at(value, group.path)) - len(group.removed)
        if kept:
            changed.append(group)
        elif group.added and group.path:
            replaced.append(Replace(group.path, _collection(group)))
        else:
            raise ValueError(f"nothing would be left of {shown(group.path)}: remove it instead of what is in it")
    return replaced, changed


def _narrowed(edit: Edit, value: object) -> Iterator[Edit]:
    """`edit`, or removals and additions of items that do the same and leave the text of the others alone."""
    old = value_at(value, edit.path)
    if not isinstance(edit, Replace) or not isinstance(old, list) or not isinstance(edit.node, nodes.Sequence):
        yield edit
        return
    new = [json.dumps(plain(item)) for item in edit.node.items]
    kept: list[int] = []
    for position, item in enumerate(old):
        if len(kept) < len(new) and json.dumps(item) == new[len(kept)]:
            kept.append(position)
    if not kept:
        yield edit
        return
    yield from (Remove((*edit.path, position)) for position in range(len(old)) if position not in kept)
    yield from (Append(edit.path, item) for item in edit.node.items[len(kept) :])


def _size(value: object) -> int:
    return len(value) if isinstance(value, list | dict) else 0


def _collection(group: Group) -> Node:
    entries = tuple(new for new in group.added if isinstance(new, Entry))
    items = tuple(new for new in group.added if not isinstance(new, Entry))
    return Object(entries, entries[0].mark) if entries else nodes.Sequence(items, items[0].mark)
