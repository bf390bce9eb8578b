"""The roles that a call passes to a service: iam:PassRole is asked for each.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cfnproof.iam.calls.asked import ANY, asked_of
from cfnproof.iam.calls.members import Getter, getter, paths_of
from cfnproof.iam.calls.model import Asked, Call, Known
from cfnproof.iam.request import Values
from cfnproof.template.tables import read_table

_ACTION: Final = "iam:PassRole"


@dataclass(frozen=True, slots=True)
class Passing:
    """Members that hold the ARNs of roles, and the principal of the service that they are passed to."""

    roles: tuple[Getter, ...]
    service: str


def roles_passed(call: Call, known: Known, asked: Sequence[Asked]) -> Iterator[Asked]:
    """The requests for passing each role that a call's members name; `asked` is what the call asks for by itself.

    The resource that the role is associated with is the first that the call is about. The role's tags say nothing here.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_AssociatedResourceArn
    """
    for passing in _passings().get((call.service, call.operation), ()):
        roles = dict.fromkeys(str(role) for get in passing.roles for role in get(call.members))
        for role in roles:
            context: dict[str, Values] = {"iam:passedtoservice": passing.service}
            if asked and asked[0].resource != ANY:
                context["iam:associatedresourcearn"] = asked[0].resource
            yield asked_of(_ACTION, _role_arn(role, call, known), call, context)


def operations_with_roles() -> tuple[tuple[str, str], ...]:
    """The services and operations that pass roles."""
    return tuple(_passings())


def _role_arn(role: str, call: Call, known: Known) -> str:
    """The ARN of a role: SSM's activations and some others take its name."""
    if role.startswith("arn:"):
        return role
    return known.arn("iam:role", role) or f"arn:{call.partition}:iam::{call.account}:role/{role}"


@cache
def _passings() -> Mapping[tuple[str, str], tuple[Passing, ...]]:
    """By service and operation."""
    found: dict[tuple[str, str], list[Passing]] = {}
    for service, rows in read_table(__package__, "pass_role.yaml").items():
        for row in rows:
            passing = Passing(tuple(getter(path) for path in paths_of(row["roles"])), row["to"])
            for operation in row["operations"]:
                found.setdefault((service, operation), []).append(passing)
    return {key: tuple(rows) for key, rows in found.items()}
