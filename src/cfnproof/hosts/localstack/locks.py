"""Locks between processes: they end with the process that holds them, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Wait for a lock and hold it; its file is there as long as it is held."""
    file.parent.mkdir(parents=True, exist_ok=True)
    while True:
        held = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
        if _is(file, held):
            break
        os.close(held)  # who held it before has removed the file
    try:
        yield
    finally:
        file.unlink()
        os.close(held)


@contextmanager
def inherited(file: Path) -> Iterator[int]:
    """A lock on a new file, for a process that is started with the descriptor: it is held until that process ends."""
    file.unlink(missing_ok=True)
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held
    finally:
        os.close(held)


def is_held(file: Path) -> bool:
    """Whether a process holds the lock."""
    try:
        looked_at = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(looked_at, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(looked_at)
    return False


def _is(file: Path, descriptor: int) -> bool:
    """Whether a descriptor is of the file that now has this name."""
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
