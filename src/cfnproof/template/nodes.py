"""The tree that a template's text becomes: every value knows its line and column.

A short-form tag and its long form are the same `Intrinsic`: `!Sub x` and `Fn::Sub: x`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in the template's text, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number, boolean or null."""

    value: str | int | float | bool | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, with the key's own place."""

    key: str
    value: "Node"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Object:
    """A mapping with string keys, in the text's order."""

    entries: tuple[Entry, ...]
    mark: Mark

    def get(self, key: str) -> "Node | None":
        """The value of `key`, None where it is absent."""
        return next((entry.value for entry in self.entries if entry.key == key), None)

    def mark_of(self, key: str) -> Mark:
        """Where `key` stands; the mapping's own place where it is absent."""
        return next((entry.mark for entry in self.entries if entry.key == key), self.mark)

    def as_mapping(self) -> Mapping[str, "Node"]:
        """The same entries by key."""
        return {entry.key: entry.value for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """A call of an intrinsic function: `name` is `Ref`, `Condition` or `Fn::…`."""

    name: str
    argument: "Node"
    mark: Mark


Node = Scalar | Sequence | Object | Intrinsic


def dig(node: Node | None, *path: str | int) -> Node | None:
    """The node at `path` (keys and list positions) below `node`, None where the path ends early."""
    for step in path:
        if isinstance(node, Object) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def items(node: Node | None) -> tuple[Node, ...]:
    """The elements of a list; one value alone counts as a list of one, None as an empty list.

    IAM documents and several CloudFormation properties accept both forms.
    """
    if node is None:
        return ()
    return node.items if isinstance(node, Sequence) else (node,)


def entries(node: Node | None) -> tuple[Entry, ...]:
    """The entries of a mapping, nothing for any other node."""
    return node.entries if isinstance(node, Object) else ()


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, in the text's order."""
    yield node
    match node:
        case Sequence():
            children: Iterator[Node] = iter(node.items)
        case Object():
            children = (entry.value for entry in node.entries)
        case Intrinsic():
            children = iter((node.argument,))
        case _:
            return
    for child in children:
        yield from walk(child)


def is_no_value(node: Node) -> bool:
    """Whether a value is `!Ref AWS::NoValue`, with which CloudFormation leaves out what it is the value of.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
    """
    match node:
        case Intrinsic(name="Ref", argument=Scalar(value="AWS::NoValue")):
            return True
        case _:
            return False


def marks(node: Node) -> Iterator[Mark]:
    """The places of a node, of everything below it, and of the keys."""
    for one in walk(node):
        yield one.mark
        yield from (entry.mark for entry in entries(one))


def plain(node: Node) -> object:
    """The same value in Python's own types, intrinsic functions in their long form."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Object():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Intrinsic():
            return {node.name: plain(node.argument)}


def attributes_listed(value: object) -> object:
    """The same value in Python's own types, each `Fn::GetAtt` with a list, the only form that it has in JSON."""
    match value:
        case {"Fn::GetAtt": str(name), **others} if not others:
            return {"Fn::GetAtt": name.split(".", 1)}
        case dict():
            return {key: attributes_listed(part) for key, part in value.items()}
        case list():
            return [attributes_listed(part) for part in value]
        case _:
            return value
