"""The shorthands in which the cases of policies are written: statements, and names that stand for something else.

A statement is `{allow | deny | allow-except | deny-except: actions, at | except-at: resources, to | except-to:
principals, if: condition, sid}`; without `at` it is on every resource, in a trust policy on none. `<name>` in any text
stands for what the reader of the cases says.
"""

import re
from collections.abc import Callable
from typing import Any, Final

Json = Any  # a JSON value
_ACTIONS: Final = {
    "allow": ("Allow", "Action"),
    "deny": ("Deny", "Action"),
    "allow-except": ("Allow", "NotAction"),
    "deny-except": ("Deny", "NotAction"),
}
_ELEMENTS: Final = {
    "at": "Resource",
    "except-at": "NotResource",
    "to": "Principal",
    "except-to": "NotPrincipal",
    "if": "Condition",
    "sid": "Sid",
}


def statement(written: Json, *, everywhere: bool) -> Json:
    """A statement as policies have it; `everywhere` puts one without `at` and `except-at` on every resource."""
    (kind,) = written.keys() & _ACTIONS.keys()
    unknown = written.keys() - _ACTIONS.keys() - _ELEMENTS.keys()
    assert not unknown, unknown
    effect, element = _ACTIONS[kind]
    found = {"Effect": effect, element: written[kind]}
    found |= {name: written[key] for key, name in _ELEMENTS.items() if key in written}
    return found if not everywhere or {"at", "except-at"} & written.keys() else {**found, "Resource": "*"}


def named(value: Json, meaning: Callable[[str], str]) -> Json:
    """A value in which each `<name>`, in keys too, is what it means."""
    if isinstance(value, dict):
        return {named(key, meaning): named(inner, meaning) for key, inner in value.items()}
    if isinstance(value, list):
        return [named(inner, meaning) for inner in value]
    if isinstance(value, str):
        return re.sub(r"<([a-z-]+)>", lambda found: meaning(found[1]), value)
    return value
