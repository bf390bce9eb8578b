"""Paths to the members of a call: `Delete.Objects[].Key`, compiled once.

A path is made of names between dots. `[]` behind a name goes through a list, `|name` at the end applies a transform,
`=text` in a path's place is the text itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from cfnproof.iam.calls.errors import CallTableError
from cfnproof.iam.calls.transforms import TRANSFORMS, Transform

Members = Mapping[str, Any]
"""A call's members: any of the model's values."""
Getter = Callable[[Members], tuple[Any, ...]]
"""What a path finds: as many values as its lists have, none where it ends early or a value is None."""

_LITERAL: Final = "="
_LIST: Final = "[]"


@cache
def getter(path: str) -> Getter:
    """The compiled form of a path.

    Raises CallTableError for a transform that does not exist.
    """
    if path.startswith(_LITERAL):
        literal = (path.removeprefix(_LITERAL),)
        return lambda _: literal
    names, _, transform = path.partition("|")
    found = _simple(names) if "." not in names and _LIST not in names else _walking(names)
    if not transform:
        return found
    if transform not in TRANSFORMS:
        raise CallTableError(f"There is no transform {transform}, which path {path} names: transforms.py has them")
    return _transformed(found, TRANSFORMS[transform])


def head(path: str) -> str | None:
    """The top-level member that a path begins with, None for a literal."""
    if path.startswith(_LITERAL):
        return None
    return path.partition("|")[0].partition(".")[0].removesuffix(_LIST)


def first_of(getters: Sequence[Getter]) -> Getter:
    """What the first getter finds that finds anything."""
    if len(getters) == 1:
        return getters[0]

    def found(members: Members) -> tuple[Any, ...]:
        return next((values for get in getters if (values := get(members))), ())

    return found


def paths_of(written: str | Iterable[str]) -> tuple[str, ...]:
    """A path or several, as tables write them."""
    return (written,) if isinstance(written, str) else tuple(written)


def _simple(name: str) -> Getter:
    def found(members: Members) -> tuple[Any, ...]:
        value = members.get(name)
        return () if value is None else (value,)

    return found


def _walking(names: str) -> Getter:
    steps = [(name.removesuffix(_LIST), name.endswith(_LIST)) for name in names.split(".")]

    def found(members: Members) -> tuple[Any, ...]:
        values: list[Any] = [members]
        for name, listed in steps:
            inner = [value.get(name) for value in values if isinstance(value, Mapping)]
            values = [one for value in inner if value is not None for one in (value if listed else (value,))]
        return tuple(values)

    return found


def _transformed(get: Getter, transform: Transform) -> Getter:
    def found(members: Members) -> tuple[Any, ...]:
        made = (transform(value) for value in get(members))
        lists = (value if isinstance(value, list) else [value] for value in made if value is not None)
        return tuple(one for values in lists for one in values)

    return found
