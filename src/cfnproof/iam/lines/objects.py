"""JSON objects whose members are known."""

from collections.abc import Mapping
from typing import Any

from cfnproof.errors import CfnproofError


def members(value: Any, known: Mapping[str, bool], what: str) -> Mapping[str, Any]:  # noqa: ANN401  # any of JSON's values
    """The object that has all members that it must have, and no others."""
    if not isinstance(value, Mapping):
        raise CfnproofError(f"{what} is no object")
    for name in value:
        if name not in known:
            raise CfnproofError(f"{what} has an unknown member {name!r}: there are {', '.join(known)}")
    for name, needed in known.items():
        if needed and name not in value:
            raise CfnproofError(f"{what} has no member {name!r}")
    return value
