"""The terms in which values of different stacks are compared.

A value is text with references, as `template.expressions` has it, but each reference says whose it is:

- `foundation/DataBucket` is the name of a resource, `foundation/KeyArn#resource` a part of a parameter's ARN;
- `foundation/Table#parameter` is a parameter of which nothing is known, or an output of a stack that is not there,
  `foundation/Thing#Arn` an attribute of a resource of a type that is not known: each may be anything, also a whole ARN;
- `foundation/AWS::StackName` is a pseudo parameter that differs from stack to stack, `AWS::Region` one that does not;
- `=finbert` is a parameter that has this value: two parameters with the same value are the same thing;
- `image/pytorch-training`, `repository/pytorch-training` and `model/name` are what a pushed file's placeholders name.

No reference holds a colon, a slash or a comma: values that do, as ARNs, are taken apart.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cfnproof.template.expressions import Opaque, Part, Parts, Reference

PARTITION: Final = Reference("AWS::Partition")
REGION: Final = Reference("AWS::Region")
ACCOUNT: Final = Reference("AWS::AccountId")
PARAMETER: Final = "parameter"
"""The piece of a parameter of which nothing is known."""
PUSHED: Final = frozenset({"image", "repository", "model"})
"""What a pushed file's placeholders name beside the outputs of stacks."""
_PIECES: Final = ("region", "account", "resource", "guid")
"""The pieces that cannot be anything."""
DELIMITERS: Final = ":/,"
"""What no reference holds."""
URL_SUFFIX: Final = "amazonaws.com"
"""What `AWS::URLSuffix` is taken for: names of services end in it in every partition."""


def of(stack: str, name: str, piece: str = "") -> Reference:
    """What `name` is in a stack, or a piece of it."""
    return Reference(f"{stack}/{name}#{piece}" if piece else f"{stack}/{name}")


def is_open(part: Part) -> bool:
    """Whether a part may be anything: it is not known what it is, and two such parts may be the same."""
    if isinstance(part, Opaque):
        return True
    if not isinstance(part, Reference):
        return False
    _, mark, piece = part.name.partition("#")
    return part.attribute is not None or (bool(mark) and piece not in _PIECES)


def has_open(value: Parts) -> bool:
    """Whether a part of a value may be anything."""
    return any(map(is_open, value))


def joined(pieces: Iterable[Part]) -> Parts:
    """Parts with adjacent texts made one, and empty ones left out."""
    found: list[Part] = []
    for piece in pieces:
        if piece == "":
            continue
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


def split(value: Parts, delimiter: str) -> tuple[Parts, ...]:
    """The pieces of a value between the delimiters in its text."""
    pieces: list[list[Part]] = [[]]
    for part in value:
        if not isinstance(part, str):
            pieces[-1].append(part)
            continue
        first, *rest = part.split(delimiter)
        pieces[-1].append(first)
        pieces.extend([piece] for piece in rest)
    return tuple(joined(piece) for piece in pieces)


def unsplit(pieces: Iterable[Parts], delimiter: str) -> Parts:
    """The pieces with the delimiter between them."""
    return joined(part for number, piece in enumerate(pieces) for part in ((delimiter,) if number else ()) + piece)


def field(arn: Parts, number: int) -> Parts | None:
    """A field of an ARN, counted from 0; fields of its resource are counted on. None where there are not so many."""
    fields = split(arn, ":")
    return fields[number] if number < len(fields) else None


def replaced(value: Parts, old: Parts, new: Parts) -> Parts:
    """`value` with each run of parts that is `old` replaced; texts at its ends may be cut out of longer ones."""
    found: list[Part] = []
    rest = value
    while rest:
        tail = _without(rest, old)
        if tail is not None:
            found.extend(new)
            rest = tail
            continue
        head, *others = rest
        start = _next_start(head, old[0]) if old else 0
        if start and isinstance(head, str):
            found.append(head[:start])
            rest = (head[start:], *others)
        else:
            found.append(head)
            rest = tuple(others)
    return joined(found)


def _next_start(head: Part, first: Part) -> int:
    """Where in a text, behind its first character, the text `first` or a beginning of it at the end stands; else 0."""
    if not isinstance(head, str) or not isinstance(first, str):
        return 0
    whole = head.find(first, 1)
    return max(whole, 0) or next((at for at in range(1, len(head)) if first.startswith(head[at:])), 0)


def _without(value: Parts, head: Parts) -> Parts | None:
    """What is left of a value that begins with `head`, None where it does not."""
    rest = list(value)
    for part in head:
        if not rest:
            return None
        if isinstance(part, str):
            first = rest[0]
            if not isinstance(first, str) or not first.startswith(part):
                return None
            rest[0] = first.removeprefix(part)
            if not rest[0]:
                rest.pop(0)
        elif rest[0] == part:
            rest.pop(0)
        else:
            return None
    return joined(rest)


def references(value: Parts) -> Iterator[Part]:
    """The parts that are no text."""
    return (part for part in value if not isinstance(part, str))
