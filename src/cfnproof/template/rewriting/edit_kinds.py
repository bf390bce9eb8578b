"""What can be done to a template's text, and in which place."""

from dataclasses import dataclass

from cfnproof.template.nodes import Node

Path = tuple[str | int, ...]
"""Keys and list positions from the template's top: `("Resources", "Role", "Properties", "Policies", 0)`.

A call of a function has one entry, its function's long name, whichever form it is written in: `(..., "Fn::If", 1)`.
"""


@dataclass(frozen=True, slots=True)
class Replace:
    """The value at `path` becomes `node`."""

    path: Path
    node: Node


@dataclass(frozen=True, slots=True)
class Remove:
    """The entry or item at `path` goes, with the comment lines directly above it."""

    path: Path


@dataclass(frozen=True, slots=True)
class Append:
    """The list at `path` gets one more item at its end; a value that is no list becomes the first item of one."""

    path: Path
    node: Node


@dataclass(frozen=True, slots=True)
class Insert:
    """The mapping at `path` gets one more entry at its end."""

    path: Path
    key: str
    node: Node


Edit = Replace | Remove | Append | Insert


def shown(path: Path) -> str:
    """A path as a message shows it."""
    return ".".join(map(str, path)) or "the template's top"


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits of one text exclude each other: both change a value, or one changes what the other ends."""
    if isinstance(one, Insert) and isinstance(other, Insert):
        return (one.path, one.key) == (other.path, other.key)
    return _ends(one, other) or _ends(other, one)


def _ends(one: Edit, other: Edit) -> bool:
    place = (*other.path, other.key) if isinstance(other, Insert) else other.path
    return isinstance(one, Replace | Remove) and place[: len(one.path)] == one.path
