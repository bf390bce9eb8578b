"""What the condition operators compare: one value of a request with the values that a policy lists.

A value that cannot be read, as a date that is none, equals nothing and is neither less nor greater than anything.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final, TypeVar

from cfnproof.iam.conditions.dates import instant
from cfnproof.iam.texts.patterns import arn_regex, compiled, text_regex
from cfnproof.iam.texts.variables import Context, Template

Match = Callable[[str, Context], bool]
"""Whether a value of the request is one of those that the policy lists."""

Read = TypeVar("Read")

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def equal_texts(values: Sequence[Template]) -> Match:
    """The same text, in the same letter case."""
    return _texts(values, lambda text: text)


def equal_texts_ignoring_case(values: Sequence[Template]) -> Match:
    """The same text, in any letter case."""
    return _texts(values, str.lower)


def _texts(values: Sequence[Template], fold: Callable[[str], str]) -> Match:
    constants = frozenset(fold(value.constant) for value in values if value.constant is not None)
    variable = tuple(value for value in values if value.constant is None)
    if not variable:
        return lambda value, _: fold(value) in constants

    def match(value: str, context: Context) -> bool:
        folded = fold(value)
        return folded in constants or any(
            text is not None and fold(text) == folded for text in (each.resolve(context) for each in variable)
        )

    return match


def like_texts(values: Sequence[Template]) -> Match:
    """A text that a pattern matches, in the same letter case."""
    return _patterns(values, text_regex)


def like_arns(values: Sequence[Template]) -> Match:
    """An ARN whose fields a pattern's fields match; what is no ARN matches nothing."""
    return _patterns(values, arn_regex)


def _patterns(values: Sequence[Template], regex_of: Callable[[str], str | None]) -> Match:
    constants = [regex_of(value.constant) for value in values if value.constant is not None]
    fixed = compiled(*(regex for regex in constants if regex is not None)).fullmatch if any(constants) else None
    empty = "" in constants  # the empty pattern has an empty expression
    variable = tuple(value for value in values if value.constant is None)

    def match(value: str, context: Context) -> bool:
        if (fixed is not None and fixed(value)) or (empty and not value):
            return True
        texts = (each.resolve(context) for each in variable)
        regexes = (regex_of(text) for text in texts if text is not None)
        return any(regex is not None and compiled(regex).fullmatch(value) for regex in regexes)

    return match


def numbers(holds: Callable[[Any, Any], bool]) -> Callable[[Sequence[Template]], Match]:
    """Numbers, whole or decimal, of which `holds` is true."""
    return _read_values(number, holds)


def dates(holds: Callable[[Any, Any], bool]) -> Callable[[Sequence[Template]], Match]:
    """Dates of which `holds` is true."""
    return _read_values(instant, holds)


def _read_values(
    read: Callable[[str], Read | None], holds: Callable[[Read, Read], bool]
) -> Callable[[Sequence[Template]], Match]:
    def matcher(values: Sequence[Template]) -> Match:
        wanted = tuple(_readable(values, read))

        def match(value: str, _: Context) -> bool:
            given = read(value)
            return given is not None and any(holds(given, each) for each in wanted)

        return match

    return matcher


def _readable(values: Iterable[Template], read: Callable[[str], Read | None]) -> Iterable[Read]:
    return (found for found in (read(value.written) for value in values) if found is not None)


def number(text: str) -> Decimal | None:
    """A number, None where the text is none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def booleans(values: Sequence[Template]) -> Match:
    """True or false, in any letter case; anything else is neither."""
    match = equal_texts_ignoring_case(values)
    return lambda value, context: value.lower() in {"true", "false"} and match(value, context)


def binaries(values: Sequence[Template]) -> Match:
    """The same bytes; both sides are base 64."""
    wanted = frozenset(_readable(values, _bytes))
    return lambda value, _: _bytes(value) in wanted


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def addresses(values: Sequence[Template]) -> Match:
    """An address in one of the ranges; an address in place of a range is a range of one."""
    wanted: tuple[IPv4Network | IPv6Network, ...] = tuple(_readable(values, network))

    def match(value: str, _: Context) -> bool:
        address = _address(value)
        return address is not None and any(address.version == each.version and address in each for each in wanted)

    return match


def network(text: str) -> IPv4Network | IPv6Network | None:
    """A range of addresses, None where the text is none."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
