"""A pack as a client sends it: its objects, each within bounds, none of them stored yet.

https://git-scm.com/docs/gitformat-pack
"""

import hashlib
import hmac
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dulwich.errors import ApplyDeltaError, ObjectFormatException
from dulwich.objects import Blob, ObjectID, ShaFile
from dulwich.pack import OFS_DELTA, REF_DELTA, UnpackedObject, apply_delta, unpack_object_at

from cfnproof.emulator.codecommit.git_bounds import Bounds

_HEADER: Final = struct.Struct(">4sLL")
_DIGEST: Final = 20
_VERSIONS: Final = (2, 3)
_MORE: Final = 0x80
_BROKEN: Final = (
    ApplyDeltaError,
    AssertionError,
    IndexError,
    ObjectFormatException,
    OverflowError,
    ValueError,
    zlib.error,
)
"""What dulwich raises for an object that is none."""

Known = Callable[[bytes], tuple[int, bytes] | None]
"""From a binary id to the type and the content of an object that the repository has, None where it has none."""


class PackError(Exception):
    """A pack that is not taken; the message says why."""


def objects_of(pack: bytes, known: Known, bounds: Bounds) -> Mapping[ObjectID, ShaFile]:
    """The objects of a pack by id, each in git's form; deltas may be against objects that are `known`.

    Raises PackError for a pack that is broken or beyond the bounds.
    """
    count = _count(pack, bounds)
    unpacking = _Unpacking(known, bounds)
    place = _HEADER.size
    try:
        for _ in range(count):
            unpacking.expect(_declared(pack, place, 4))
            entry, place = unpack_object_at(pack, place, hashlib.sha1)
            unpacking.take(entry)
        if place != len(pack) - _DIGEST:
            raise PackError(f"the pack has {count} objects and more behind them")
        unpacking.finish()
        return {one.id: one for one in map(_checked, unpacking.contents.values())}
    except _BROKEN as error:
        raise PackError(f"the pack is broken: {error}") from error


def _count(pack: bytes, bounds: Bounds) -> int:
    """The number of objects that a pack says it has."""
    if len(pack) < _HEADER.size + _DIGEST:
        raise PackError("the pack ends too early")
    magic, version, count = _HEADER.unpack_from(pack)
    if magic != b"PACK" or version not in _VERSIONS:
        raise PackError("what was sent is no pack of version 2 or 3")
    if not hmac.compare_digest(hashlib.sha1(memoryview(pack)[:-_DIGEST]).digest(), pack[-_DIGEST:]):  # noqa: S324  # git's own
        raise PackError("the pack is broken: its checksum is another")
    if count > bounds.objects:
        raise PackError(f"the pack has {count} objects, at most {bounds.objects} are taken")
    return int(count)


def _declared(data: bytes, place: int, bits: int) -> int:
    """The size that an object's header, with 4 bits in its first byte, or a delta's, with 7, says."""
    byte, shift = data[place], bits
    size = byte & ((1 << bits) - 1)
    while byte & _MORE:
        place += 1
        byte = data[place]
        size |= (byte & ~_MORE) << shift
        shift += 7
    return size


def _result_size(delta: bytes) -> int:
    """The size of what a delta makes: its header has the base's size before it."""
    end = next((place for place, byte in enumerate(delta) if not byte & _MORE), len(delta))
    return _declared(delta, end + 1, 7)


def _checked(content: tuple[int, bytes]) -> ShaFile:
    """An object in git's form. Raises ObjectFormatException or ValueError for one that is not."""
    made = ShaFile.from_raw_string(*content)
    if not isinstance(made, Blob):
        made.check()
    return made


@dataclass(slots=True)
class _Unpacking:
    """The objects of a pack as they are read: `contents` by id, with those that wait for the base of their delta."""

    known: Known
    bounds: Bounds
    contents: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    _places: dict[int, bytes] = field(default_factory=dict)
    _waiting: dict[bytes, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))
    _later: dict[int, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))
    _sum: int = 0

    def expect(self, size: int) -> None:
        """Refuse an object that is too large, before it is inflated."""
        if size > self.bounds.object:
            raise PackError(f"an object has {size} bytes, at most {self.bounds.object} are taken")
        self._sum += size
        if self._sum > self.bounds.inflated:
            raise PackError(f"the objects have more than {self.bounds.inflated} bytes together")

    def take(self, entry: UnpackedObject) -> None:
        """Take an object as the pack has it."""
        place, data, base = entry.offset or 0, b"".join(entry.decomp_chunks), entry.delta_base
        if entry.pack_type_num == OFS_DELTA and isinstance(base, int):
            found = self._places.get(place - base)
            if found is not None:
                self._apply(place, found, data)
            else:
                self._later[place - base].append((place, data))
        elif entry.pack_type_num == REF_DELTA and isinstance(base, bytes):
            if base in self.contents:
                self._apply(place, base, data)
            else:
                self._waiting[base].append((place, data))
        else:
            self._settle(place, entry.pack_type_num, data)

    def finish(self) -> None:
        """Apply the deltas against objects that the repository has; raise PackError where others are left."""
        for base in list(self._waiting):
            found = self.known(base) if base in self._waiting else None
            if found is not None:
                for place, delta in self._waiting.pop(base):
                    self._settle(place, found[0], self._applied(found[1], delta))
        left = [base.hex() for base in self._waiting]
        if left or self._later:
            raise PackError(f"the pack has deltas against objects that are not there: {', '.join(left[:3])}")

    def _apply(self, place: int, base: bytes, delta: bytes) -> None:
        type_number, content = self.contents[base]
        self._settle(place, type_number, self._applied(content, delta))

    def _applied(self, content: bytes, delta: bytes) -> bytes:
        self.expect(_result_size(delta))
        return b"".join(apply_delta(content, delta))

    def _settle(self, place: int, type_number: int, content: bytes) -> None:
        """Keep an object, and those that wait for it, and for these in turn."""
        ready = [(place, type_number, content)]
        while ready:
            at, kind, data = ready.pop()
            key = ShaFile.from_raw_string(kind, data).sha().digest()
            self.contents[key], self._places[at] = (kind, data), key
            for next_place, delta in (*self._waiting.pop(key, ()), *self._later.pop(at, ())):
                ready.append((next_place, kind, self._applied(data, delta)))
