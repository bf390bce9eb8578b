"""Where a node stands in a template's tree."""

from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, Sequence
from cfnproof.template.rewriting.edit_kinds import Path


def path_of(wanted: Node, root: Node) -> Path | None:
    """The path to the node that begins where `wanted` does and is of its kind; None where there is none.

    `wanted` may come from a form of the template, which has other nodes at the same places.
    """
    pending: list[tuple[Path, Node]] = [((), root)]
    while pending:
        path, node = pending.pop()
        if path and node.mark == wanted.mark and type(node) is type(wanted):
            return path
        match node:
            case Object():
                pending.extend(((*path, entry.key), entry.value) for entry in node.entries)
            case Sequence():
                pending.extend(((*path, index), item) for index, item in enumerate(node.items))
            case Intrinsic():
                pending.append(((*path, node.name), node.argument))
            case Scalar():
                continue
    return None
