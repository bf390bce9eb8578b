"""Policies for the tests, and which paths they leave open."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.escalation import Escalation, Path, escalations
from cfnproof.iam.policy.kinds import PolicyKind
from cfnproof.iam.policy.parsing import parse

Json = Any  # a JSON value
ACCOUNT: Final = "111122223333"
ROLES: Final = f"arn:aws:iam::{ACCOUNT}:role/*"
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/app"


def allow(action: Json, resource: Json = "*", condition: Json = None, **others: Json) -> Json:
    """A statement that allows something."""
    return _statement("Allow", action, resource, condition, others)


def deny(action: Json, resource: Json = "*", condition: Json = None, **others: Json) -> Json:
    """A statement that denies something."""
    return _statement("Deny", action, resource, condition, others)


def _statement(effect: str, action: Json, resource: Json, condition: Json, others: Mapping[str, Json]) -> Json:
    found = {"Effect": effect, "Action": action, "Resource": resource, "Condition": condition, **others}
    return {name: value for name, value in found.items() if value is not None}


def policy(*statements: Json, name: str = "policy", version: str = "2012-10-17") -> NamedPolicy:
    """A policy of some statements."""
    return NamedPolicy(name, parse({"Version": version, "Statement": list(statements)}, PolicyKind.IDENTITY))


def opened(*statements: Json, version: str = "2012-10-17") -> dict[str, Escalation]:
    """The paths that one policy leaves open, by their ids."""
    return by_id([policy(*statements, version=version)])


def by_id(policies: Sequence[NamedPolicy]) -> dict[str, Escalation]:
    """The paths that policies leave open, by their ids."""
    return {found.path.id: found for found in escalations(policies)}


def all_of(path: Path) -> list[str]:
    """All actions of a path, the alternatives too."""
    return [action for one_of in path.actions for action in one_of]
