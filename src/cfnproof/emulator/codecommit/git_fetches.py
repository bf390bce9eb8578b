"""Clone and fetch: what git-upload-pack does.

https://git-scm.com/docs/gitprotocol-http
https://git-scm.com/docs/gitprotocol-pack
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from dulwich.errors import GitProtocolError
from dulwich.objects import Commit, ObjectID, Tag
from dulwich.protocol import CAPABILITY_FILTER, ReceivableProtocol, pkt_line
from dulwich.refs import DictRefsContainer, Ref
from dulwich.repo import MemoryRepo
from dulwich.server import Backend, UploadPackHandler

from cfnproof.emulator.codecommit.state import Repository

_PLACE: Final = "repository"
_WANT: Final = re.compile(rb"want ([0-9a-f]{40})")
_LONGEST: Final = 300
_BROKEN: Final = (AssertionError, GitProtocolError, KeyError, OSError, ValueError)
"""What dulwich raises for lines that no client of git writes."""


def advertised(repository: Repository) -> bytes:
    """The references that a client can fetch."""
    out = BytesIO()
    out.write(pkt_line(b"# service=git-upload-pack\n") + pkt_line(None))
    _handler(_now(repository), b"", out, advertise=True).handle()
    return out.getvalue()


def fetched(repository: Repository, body: bytes) -> bytes:
    """The answer to what a client wants and has; to what is no such request the error that git shows."""
    out = BytesIO()
    try:
        _handler(_with_wanted(_now(repository), body), body, out, advertise=False).handle()
    except _BROKEN as error:
        text = " ".join(str(error).split())[:_LONGEST]
        return pkt_line(f"ERR git-upload-pack cannot read the request: {text}\n".encode())
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Backend(Backend):
    """The one repository that a request is for."""

    repository: Any  # dulwich's own protocol of it wants a store of files

    def open_repository(self, path: str) -> Any:  # noqa: ANN401, ARG002  # as above, and dulwich's signature
        """The repository, whatever the path."""
        return self.repository


class _Lines(ReceivableProtocol):
    """The lines of a request; a filter is none of them, for its capability is not offered."""

    def read_pkt_line(self) -> bytes | None:
        line = super().read_pkt_line()
        if line is not None and line.startswith(b"filter "):
            raise GitProtocolError("filters are not offered")
        return line


class _Fetching(UploadPackHandler):
    """dulwich's, without partial clones."""

    def capabilities(self) -> list[bytes]:
        return [one for one in super().capabilities() if one != CAPABILITY_FILTER]


def _handler(repository: MemoryRepo, body: bytes, out: BytesIO, *, advertise: bool) -> UploadPackHandler:
    lines = _Lines(BytesIO(body).read, out.write)
    return _Fetching(_Backend(repository), [_PLACE], lines, stateless_rpc=True, advertise_refs=advertise)


def _now(repository: Repository) -> MemoryRepo:
    """A repository as it is now: its references do not change while they are read."""
    view = MemoryRepo()
    view.object_store = repository.git.object_store
    refs = repository.git.refs
    with repository.lock:
        view.refs = DictRefsContainer({name: value for name in refs.allkeys() if (value := refs.read_loose_ref(name))})
    return view


def _with_wanted(view: MemoryRepo, body: bytes) -> MemoryRepo:
    """A view in which what a client wants may be fetched where a reference leads to it.

    A reference may have moved on since it was advertised: https://git-scm.com/docs/gitprotocol-http#_smart_server_response_2
    """
    tips = set(view.refs.as_dict().values())
    wanted = {ObjectID(key) for key in _WANT.findall(body)} - tips
    if wanted:
        for key in wanted & _history(view, tips):
            view.refs.add_if_new(Ref(b"refs/wanted/" + key), key)
    return view


def _history(view: MemoryRepo, tips: Iterable[ObjectID]) -> set[ObjectID]:
    """The commits that tips lead to, with tips that are none."""
    found, waiting = set(), list(tips)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            one = view.object_store[key]
            if isinstance(one, Commit):
                waiting.extend(one.parents)
            elif isinstance(one, Tag):
                waiting.append(one.object[1])
    return found
