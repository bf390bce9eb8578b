"""Answers in pages, with a token that says where the next one begins."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


class InvalidTokenError(Exception):
    """A token that no page gave."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the token of the next page, None on the last."""

    items: tuple[Item, ...]
    next_token: str | None


def page(items: Sequence[Item], token: str | None, size: int) -> Page[Item]:
    """The page of `size` items at which a token points, the first without one.

    Raises InvalidTokenError.
    """
    start = _start(token) if token else 0
    end = start + size
    return Page(tuple(items[start:end]), _token(end) if end < len(items) else None)


def _token(start: int) -> str:
    return base64.b64encode(f"start:{start}".encode()).decode()


def _start(token: str) -> int:
    try:
        word, _, number = base64.b64decode(token, validate=True).decode().partition(":")
        if word != "start" or not number.isdecimal():
            raise InvalidTokenError
        return int(number)
    except ValueError as error:  # of base64, of UTF-8, and of more digits than Python reads
        raise InvalidTokenError from error
