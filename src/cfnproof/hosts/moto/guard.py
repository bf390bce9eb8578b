"""No request leaves the process: clients made while a host is active end in moto, and refuse once it has gone."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import botocore.handlers

from cfnproof.errors import CfnproofError
from cfnproof.hosts import outside


class HostClosedError(CfnproofError):
    """A client was used after its host was left."""


_active: Final[set[int]] = set()
_numbers: Final = itertools.count(1)
_lock: Final = threading.Lock()
_local: Final = threading.local()


def enter() -> int:
    """A host has started; return its number."""
    with _lock:
        number = next(_numbers)
        _active.add(number)
        return number


def leave(number: int) -> None:
    """A host has gone."""
    with _lock:
        _active.discard(number)


def refuse_when_gone(hosts: frozenset[int]) -> None:
    """Raise HostClosedError where none of these hosts is active."""
    if not hosts & _active:
        raise HostClosedError("this client belongs to an emulated account that is closed: nothing was sent")


@contextmanager
def unbound() -> Iterator[None]:
    """Clients that are made in it, on this thread, belong to no host: who makes them sees to it that they refuse."""
    _local.unbound = True
    try:
        yield
    finally:
        _local.unbound = False


def _bind(base_classes: list[type], **_: object) -> None:
    """Give a client that is made while hosts are active a base class that knows them."""
    if not _active or outside.is_meant() or getattr(_local, "unbound", False):
        return
    hosts = frozenset(_active)

    class Bound:
        def _make_request(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # botocore's own signature
            refuse_when_gone(hosts)
            return super()._make_request(*arguments, **named)  # type: ignore[misc]  # the client class comes next

    base_classes.insert(0, Bound)


botocore.handlers.BUILTIN_HANDLERS.append(("creating-client-class", _bind))
