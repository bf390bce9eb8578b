"""The commands of a push, and the report on them: the lines of git-receive-pack.

https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dulwich.objects import ObjectID
from dulwich.protocol import capability_agent, format_ref_line, pkt_line

ZERO: Final = "0" * 40
_LENGTH: Final = 4
_LONGEST_LINE: Final = 65520
_BAND: Final = 65515
_ATOMIC, _REPORT, _SIDE_BAND = b"atomic", b"report-status", b"side-band-64k"
_CAPABILITIES: Final = (_REPORT, b"delete-refs", b"quiet", _ATOMIC, b"ofs-delta", _SIDE_BAND, b"object-format=sha1")
_COMMAND: Final = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)")
_SHALLOW: Final = re.compile(rb"shallow [0-9a-f]{40}")


class CommandError(Exception):
    """A request that is not in git's form; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One change of a reference, by its full name; None stands for no reference, before or afterwards."""

    old: str | None
    new: str | None
    name: str


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What a client pushes: its commands, and the pack behind them, empty where there is none."""

    commands: tuple[Command, ...]
    capabilities: frozenset[bytes]
    pack: bytes

    @property
    def atomic(self) -> bool:
        """Whether either all references are to change, or none."""
        return _ATOMIC in self.capabilities


def advertised(references: Mapping[bytes, ObjectID]) -> bytes:
    """The references that a client can push to, and what it may ask for."""
    capabilities = (*_CAPABILITIES, capability_agent())
    known = sorted(references.items()) or [(b"capabilities^{}", ObjectID(ZERO.encode()))]
    lines = [format_ref_line(name, key, capabilities if not at else None) for at, (name, key) in enumerate(known)]
    return b"".join((pkt_line(b"# service=git-receive-pack\n"), pkt_line(None), *map(pkt_line, lines), pkt_line(None)))


def read(body: bytes) -> PushRequest:
    """A push in its parts. Raises CommandError for what is none."""
    lines = _Lines(body)
    commands: list[Command] = []
    capabilities: frozenset[bytes] = frozenset()
    for line in lines:
        text, _, offered = line.partition(b"\0")
        if offered and not commands:
            capabilities = frozenset(offered.split())
        if not _SHALLOW.fullmatch(text.rstrip(b"\n")):
            commands.append(_command(text.rstrip(b"\n")))
    return PushRequest(tuple(commands), capabilities, body[lines.place :])


def report(push: PushRequest, unpacked: str, results: Mapping[str, str]) -> bytes:
    """What became of a push: `unpacked` is `ok` or why not, `results` the same for each reference by its full name."""
    if _REPORT not in push.capabilities:
        return b""
    lines = [f"unpack {_line(unpacked)}\n"]
    for name, result in results.items():
        lines.append(f"ok {name}\n" if result == "ok" else f"ng {name} {_line(result)}\n")
    status = b"".join(pkt_line(line.encode()) for line in lines) + pkt_line(None)
    if _SIDE_BAND not in push.capabilities:
        return status
    parts = (status[at : at + _BAND] for at in range(0, len(status), _BAND))
    return b"".join(pkt_line(b"\1" + part) for part in parts) + pkt_line(None)


def _command(line: bytes) -> Command:
    found = _COMMAND.fullmatch(line)
    if found is None:
        raise CommandError(f"git-receive-pack cannot read the line {line[:200]!r}")
    old, new = (None if one.decode() == ZERO else one.decode() for one in (found[1], found[2]))
    try:
        return Command(old, new, found[3].decode())
    except UnicodeDecodeError as error:
        raise CommandError(f"the name of the reference {found[3][:200]!r} is not UTF-8") from error


def _line(text: str) -> str:
    """A text that fits into one line of a report."""
    return " ".join(text.split())[:1000]


class _Lines:
    """The lines of a request until the flush that ends them; `place` is what comes behind."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.place = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.place < len(self._body):
            line = self._next()
            if line is None:
                return
            yield line
        if self.place:
            raise CommandError("git-receive-pack misses the flush behind the commands")

    def _next(self) -> bytes | None:
        start = self.place + _LENGTH
        try:
            length = int(self._body[self.place : start], 16)
        except ValueError as error:
            raise CommandError("git-receive-pack cannot read the length of a line") from error
        if length == 0:
            self.place = start
            return None
        end = self.place + length
        if not _LENGTH < length <= _LONGEST_LINE or end > len(self._body):
            raise CommandError(f"git-receive-pack cannot read a line of {length} bytes")
        self.place = end
        return self._body[start:end]
