"""Clone and fetch: what git-upload-pack does.

https://git-scm.com/docs/gitprotocol-http
https://git-scm.com/docs/gitprotocol-pack
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from dulwich.errors import GitProtocolError
from dulwich.protocol import CAPABILITY_FILTER, ReceivableProtocol, pkt_line
from dulwich.refs import DictRefsContainer
from dulwich.repo import MemoryRepo
from dulwich.server import Backend, UploadPackHandler

from cfnproof.emulator.codecommit.git_commands import CommandError
from cfnproof.emulator.codecommit.state import Repository

_PLACE: Final = "repository"
_BROKEN: Final = (AssertionError, GitProtocolError, KeyError, OSError, ValueError)
"""What dulwich raises for lines that no client of git writes."""


def advertised(repository: Repository) -> bytes:
    """The references that a client can fetch."""
    out = BytesIO()
    out.write(pkt_line(b"# service=git-upload-pack\n") + pkt_line(None))
    handler = _handler(repository, b"", out, advertise=True)
    handler.handle()
    return out.getvalue()


def fetched(repository: Repository, body: bytes) -> bytes:
    """The answer to what a client wants and has. Raises CommandError for what is no such request."""
    out = BytesIO()
    try:
        _handler(repository, body, out, advertise=False).handle()
    except _BROKEN as error:
        raise CommandError(f"git-upload-pack cannot read the request: {error}") from error
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


def _handler(repository: Repository, body: bytes, out: BytesIO, *, advertise: bool) -> UploadPackHandler:
    lines = _Lines(BytesIO(body).read, out.write)
    return _Fetching(_Backend(_now(repository)), [_PLACE], lines, stateless_rpc=True, advertise_refs=advertise)


def _now(repository: Repository) -> MemoryRepo:
    """A repository as it is now: its references do not change while they are read."""
    view = MemoryRepo()
    view.object_store = repository.git.object_store
    refs = repository.git.refs
    with repository.lock:
        view.refs = DictRefsContainer({name: value for name in refs.allkeys() if (value := refs.read_loose_ref(name))})
    return view
