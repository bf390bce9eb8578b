"""Who a principal is, from its ARN or name, and what else identifies it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.iam.arn import Arn
from cfnproof.iam.request import Principal, PrincipalKind, Request

_KINDS: Final = (
    (PrincipalKind.ROOT, re.compile(r"arn:[^:]+:iam::(?P<account>[0-9]{12}):root")),
    (PrincipalKind.USER, re.compile(r"arn:[^:]+:iam::(?P<account>[0-9]{12}):user/.+")),
    (PrincipalKind.ROLE, re.compile(r"arn:[^:]+:iam::(?P<account>[0-9]{12}):role/.+")),
    (PrincipalKind.SESSION, re.compile(r"arn:[^:]+:sts::(?P<account>[0-9]{12}):assumed-role/[^/]+/[^/]+")),
    (PrincipalKind.FEDERATED_USER, re.compile(r"arn:[^:]+:sts::(?P<account>[0-9]{12}):federated-user/.+")),
)
_REGIONAL: Final = re.compile(
    r"(?P<service>.+)\.(?P<region>[a-z]{2,3}(?:-[a-z]+)+-[0-9]+)\.(?P<suffix>amazonaws\.com(?:\.cn)?)"
)
_GLOBAL: Final = re.compile(r"(?P<service>.+)\.(?P<suffix>amazonaws\.com(?:\.cn)?)")


def parse_principal(value: str | Mapping[str, Any]) -> Principal:
    """The principal of an ARN, of `*` (anonymous), or of an object with the one member `service` or `federated`.

    Raises CfnproofError for anything else. A session's role is not known from its ARN, which has no path.
    """
    if value == "*":
        return Principal(PrincipalKind.ANONYMOUS, "*")
    if isinstance(value, str):
        for kind, pattern in _KINDS:
            found = pattern.fullmatch(value)
            if found is not None and not any(character in value for character in "*?"):
                return Principal(kind, value, account=found["account"])
    elif isinstance(value, Mapping) and len(value) == 1:
        ((name, text),) = value.items()
        kinds = {"service": PrincipalKind.SERVICE, "federated": PrincipalKind.FEDERATED}
        if name in kinds and isinstance(text, str) and text:
            return Principal(kinds[name], text)
    raise CfnproofError(
        f"no principal {value!r}: give the ARN of a root user, user, role, role session or federated user, "
        "an object with service or federated, or '*'"
    )


def role_of(principal: Principal, context: Mapping[str, Any]) -> str:
    """The ARN of the role behind a session, empty for any other principal.

    The session's own ARN lacks the role's path: where the principal does not say its role, aws:PrincipalArn does, and
    where neither does, the role has no path.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    if principal.kind is PrincipalKind.ROLE:
        return principal.name
    if principal.kind is not PrincipalKind.SESSION:
        return ""
    if principal.role:
        return principal.role
    given = context.get("aws:principalarn")
    if isinstance(given, str):
        return given
    session = Arn.known(principal.name)
    return f"arn:{session.partition}:iam::{session.account}:role/{session.resource.split('/')[1]}"


def service_names(request: Request) -> frozenset[str]:
    """All names of the service that asks: the one given, the global one, and the one of the Region that it asks in.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicenameslist
    """
    name = request.principal.name
    regional = _REGIONAL.fullmatch(name)
    if regional is not None:
        return frozenset({name, f"{regional['service']}.{regional['suffix']}"})
    found = _GLOBAL.fullmatch(name)
    region = _region(request)
    if found is None or not region:
        return frozenset({name})
    return frozenset({name, f"{found['service']}.{region}.{found['suffix']}"})


def _region(request: Request) -> str:
    given = request.context.get("aws:requestedregion")
    if isinstance(given, str):
        return given
    fields = request.resource.split(":", 4)
    return fields[3] if len(fields) > 4 else ""  # noqa: PLR2004  # an ARN's fourth field
