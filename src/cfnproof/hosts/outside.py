"""Requests that are meant to leave the process while a host in it answers all others: those to a host outside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_local: Final = threading.local()


@contextmanager
def meant() -> Iterator[None]:
    """What is sent in it, on this thread, goes where it is addressed; clients made in it belong to no host in here."""
    before = is_meant()
    _local.meant = True
    try:
        yield
    finally:
        _local.meant = before


def is_meant() -> bool:
    """Whether what this thread sends goes where it is addressed."""
    return getattr(_local, "meant", False)
