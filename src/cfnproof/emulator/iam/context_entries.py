"""The context keys that a simulation is given.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, Final

from cfnproof.emulator.iam.errors import invalid_input
from cfnproof.iam.conditions.dates import instant
from cfnproof.iam.request import Values

_LIST: Final = "List"
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def values_of(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Values]:
    """The keys, in lower case, and their values: a text for one value, a tuple for a list.

    Raises ServiceError InvalidInput for an entry without name or type, a key twice, and values not of their type.
    """
    found: dict[str, Values] = {}
    for entry in entries:
        name = entry.get("ContextKeyName")
        if not name:
            raise invalid_input("Invalid context entry: ContextKeyName cannot be null or empty.")
        if name.lower() in found:
            raise invalid_input(f"Invalid context entry: the key {name} is given twice.")
        found[name.lower()] = _values(name, entry.get("ContextKeyType"), entry.get("ContextKeyValues", ()))
    return found


def _values(name: str, type_: str | None, given: Sequence[str]) -> Values:
    if type_ is None:
        raise invalid_input(f"Invalid context entry: the key {name} has no ContextKeyType.")
    single = type_.removesuffix(_LIST)
    for value in given:
        if not _READABLE[single](value):
            raise invalid_input(f"Invalid context entry: the key {name} has the value {value}, which is no {single}.")
    if type_ != single:
        return tuple(given)
    if len(given) != 1:
        raise invalid_input(f"Invalid context entry: the key {name} of type {type_} has {len(given)} values.")
    return given[0]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_binary(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


_READABLE: Final[Mapping[str, Callable[[str], bool]]] = {
    "string": lambda _: True,
    "numeric": lambda text: _NUMBER.fullmatch(text) is not None,
    "boolean": lambda text: text.lower() in {"true", "false"},
    "ip": _is_address,
    "binary": _is_binary,
    "date": lambda text: instant(text) is not None,
}
