"""Values of condition keys that are read as numbers, dates, addresses or bytes: one of each sort that policies part.

Between two constants next to each other all values are alike, so that one of them stands for all.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address
from itertools import pairwise
from typing import Final

from cfnproof.iam.access.literals import Sort
from cfnproof.iam.conditions.comparisons import network, number
from cfnproof.iam.conditions.dates import instant

UNREADABLE: Final = "none"
"""What is neither a number nor a date, an address or base 64."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FOUR_DIGITS: Final = range(1000, 10000)
_LARGEST: Final = 2**63 - 1


def candidates(sort: Sort, values: Iterable[str]) -> tuple[str, ...]:
    """Texts of which one is in each cell, and one that cannot be read."""
    return (*dict.fromkeys(_CELLS[sort](values)), UNREADABLE)


def _numbers(values: Iterable[str]) -> Iterator[str]:
    constants = sorted({Fraction(found) for value in values if (found := number(value)) is not None})
    for each in _cells(constants, Fraction(1)):
        yield _decimal(each)


def _decimal(exact: Fraction) -> str:
    """Exact: cells begin and end at decimal numbers, and halves of those are decimal."""
    if exact.denominator == 1:
        return str(exact.numerator)
    places = 0
    while (exact * 10**places).denominator != 1:
        places += 1
    digits = str(abs((exact * 10**places).numerator)).rjust(places + 1, "0")
    return f"{'-' if exact < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _dates(values: Iterable[str]) -> Iterator[str]:
    constants = sorted({date for value in values if (date := instant(value)) is not None})
    for each in _cells(constants, Fraction(86400)):
        yield from _date(each)


def _date(seconds: Fraction) -> Iterator[str]:
    """The date as ISO 8601 has it, or in seconds since 1970 where it is too far off; none where it cannot be said."""
    nanoseconds = round(seconds % 1 * 10**9)
    whole = seconds.__floor__()
    try:
        moment = _EPOCH + timedelta(seconds=whole)
    except OverflowError:
        if 0 <= whole <= _LARGEST and whole not in _FOUR_DIGITS:
            yield str(whole)
        return
    part = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    yield f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}{part}Z"


def _cells(constants: list[Fraction], step: Fraction) -> Iterator[Fraction]:
    """The constants, a number between any two neighbours, one before all and one after all."""
    if not constants:
        yield Fraction(0)
        return
    yield constants[0] - step
    for one, other in pairwise(constants):
        yield one
        yield one + step if one + step < other else (one + other) / 2
    yield constants[-1]
    yield constants[-1] + step


def _addresses(values: Iterable[str]) -> Iterator[str]:
    """The first address of each stretch between the ends of ranges, in either version."""
    networks = [found for value in values if (found := network(value)) is not None]
    for version in (4, 6):
        own = [each for each in networks if each.version == version]
        starts = {int(each.network_address) for each in own}
        behind = {int(each.broadcast_address) + 1 for each in own}
        size = 32 if version == 4 else 128  # noqa: PLR2004  # bits of an address
        make: Callable[[int], object] = IPv4Address if version == 4 else IPv6Address  # noqa: PLR2004  # as above
        for first in sorted({0, *starts, *behind}):
            if first < 1 << size:
                yield str(make(first))


def _binaries(values: Iterable[str]) -> Iterator[str]:
    given = tuple(values)
    yield from given
    for length in range(1, len(given) + 2):
        yield base64.b64encode(b"a" * length).decode()


_CELLS: Final = {Sort.NUMBER: _numbers, Sort.DATE: _dates, Sort.ADDRESS: _addresses, Sort.BINARY: _binaries}
