"""Objects of git, packs of them, and pushes: also such as no git makes."""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from typing import Final

from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.protocol import pkt_line

from cfnproof.emulator.codecommit.git_bounds import Bounds

NAME: Final = "models"
PATH: Final = f"/v1/repos/{NAME}"
"""The repository that requests are for."""
ZERO: Final = "0" * 40
OFS, REF = 6, 7
"""The types of deltas in a pack, against a place and against an id."""
FEW: Final = Bounds(
    body=20_000, object=5_000, objects=50, inflated=12_000, files=8, content=8_000, path=40, depth=3, references=5
)
"""Narrow bounds."""


def entry(type_number: int, data: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    """An object as a pack has it, `base` before its data, with a size that may not be its own."""
    left = len(data) if size is None else size
    head = [(type_number << 4) | (left & 15)]
    left >>= 4
    while left:
        head[-1] |= 0x80
        head.append(left & 0x7F)
        left >>= 7
    return bytes(head) + base + zlib.compress(data)


def packed(entries: Sequence[bytes], count: int | None = None) -> bytes:
    """A pack of objects, with a number of them that may be another."""
    packing = struct.pack(">4sLL", b"PACK", 2, len(entries) if count is None else count) + b"".join(entries)
    return packing + hashlib.sha1(packing).digest()  # noqa: S324  # git's own


def pack(*objects: ShaFile) -> bytes:
    """A pack of objects."""
    return packed([entry(one.type_num, one.as_raw_string()) for one in objects])


def commit(of: ObjectID, *parents: ObjectID, message: bytes = b"m") -> Commit:
    """A commit."""
    made = Commit()
    made.tree, made.parents, made.message = of, list(parents), message
    made.author = made.committer = b"Ana <ana@example.com>"
    made.author_time = made.commit_time = 1
    made.author_timezone = made.commit_timezone = 0
    return made


def tree(*entries: tuple[bytes, int, ObjectID]) -> Tree:
    """A tree of names, modes and ids."""
    made = Tree()
    for name, mode, key in entries:
        made.add(name, mode, key)
    return made


def body(packed: bytes, *commands: tuple[str, str, str], capabilities: str = "report-status") -> bytes:
    """A push of commands and a pack."""
    lines = [f"{old} {new} {name}" for old, new, name in commands]
    first = f"{lines[0]}\0 {capabilities}" if lines else ""
    return b"".join(pkt_line(line.encode()) for line in (first, *lines[1:]) if line) + pkt_line(None) + packed


BLOB: Final = Blob.from_string(b"x" * 100)
BIG: Final = Blob.from_string(bytes(range(256)) * 30)
GOOD: Final = commit(tree((b"a", 0o100644, BLOB.id)).id)
