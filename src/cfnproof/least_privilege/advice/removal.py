"""The edits that take statements away, with each policy, branch of `Fn::If` and list that is left with nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cfnproof.least_privilege.projects.writer import NOWHERE
from cfnproof.template import nodes
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, is_no_value, items
from cfnproof.template.rewriting.edits import Append, Edit, Path, Remove, Replace

NO_VALUE: Final = Intrinsic("Ref", Scalar("AWS::NoValue", NOWHERE), NOWHERE)
_MAKES_THE_MAPPING: Final = frozenset({"Statement", "PolicyDocument"})
"""Keys without which a policy document, a policy and a policy resource are nothing."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The places of statements that go, and what the lists at some places gain."""

    gone: Collection[Path]
    gained: Mapping[Path, Sequence[Node]]

    def edits(self, node: Node, path: Path) -> list[Edit] | None:
        """The edits in the value at `path`; None where nothing would be left of it."""
        gained = self.gained.get(path, ())
        if path in self.gone:
            return [Replace(path, _one_or_list(gained))] if gained else None
        added: list[Edit] = [Append(path, one) for one in gained]
        if not any(place[: len(path)] == path for place in (*self.gone, *self.gained)):
            return []
        inner = {place: self.edits(child, place) for place, child in _children(node, path)}
        lost = [place for place, edits in inner.items() if edits is None]
        around = self._around(node, inner, lost)
        if around is None and not added:
            return None
        if around is None and not isinstance(node, nodes.Sequence):
            return [Replace(path, nodes.Sequence(tuple(gained), NOWHERE))]
        return [*(edit for edits in inner.values() for edit in edits or ()), *(around or _removed(lost)), *added]

    @staticmethod
    def _around(node: Node, inner: Collection[Path], lost: list[Path]) -> list[Edit] | None:
        """The edits that take what is lost out of a value; None where nothing would be left of it."""
        match node:
            case Intrinsic():
                left = [place for place, child in _children(node, ()) if not is_no_value(child)]
                return None if len(lost) == len(left) else [Replace(place, NO_VALUE) for place in lost]
            case Object():
                return None if any(place[-1] in _MAKES_THE_MAPPING for place in lost) else _removed(lost)
            case _:
                return None if len(lost) == len(inner) else _removed(lost)


def _removed(places: list[Path]) -> list[Edit]:
    return [Remove(place) for place in places]


def _children(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """What a value is made of; `Fn::If` of its branches."""
    match node:
        case Intrinsic(name="Fn::If"):
            yield from (((*path, node.name, index), item) for index, item in enumerate(items(node.argument)) if index)
        case Intrinsic():
            yield (*path, node.name), node.argument
        case Object():
            yield from (((*path, entry.key), entry.value) for entry in node.entries)
        case nodes.Sequence():
            yield from (((*path, index), item) for index, item in enumerate(node.items))
        case _:
            return


def _one_or_list(found: Sequence[Node]) -> Node:
    return found[0] if len(found) == 1 else nodes.Sequence(tuple(found), NOWHERE)
