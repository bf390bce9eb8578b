"""The condition keys of a call that a service makes for a principal, and those that KMS adds.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from cfnproof.iam.calls.model import Call
from cfnproof.iam.request import Values
from cfnproof.template.tables import read_table

_SUFFIX: Final = ".amazonaws.com"
_GRANTS: Final = frozenset({"kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"})


@cache
def keys_of_via(via: tuple[str, ...]) -> Mapping[str, Values]:
    """The keys that say through which services a call comes. aws:CalledVia names only those that support it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
    """
    found: dict[str, Values] = {"aws:viaawsservice": "true" if via else "false"}
    if via:
        found |= {"aws:calledviafirst": via[0], "aws:calledvialast": via[-1]}
    named = tuple(service for service in via if service in _services("called_via"))
    if named:
        found["aws:calledvia"] = named
    return found


def keys_of_kms(action: str, call: Call, via: tuple[str, ...]) -> Mapping[str, Values]:
    """The keys that KMS adds to a request for an action of its own.

    A service is named as it is in its principal, with the region, in every partition.
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    """
    found: dict[str, Values] = {"kms:calleraccount": call.account}
    service = via[-1] if via and via[-1] in _services("kms_via_service", "kms_via_service_of_guides") else None
    if service is not None:
        found["kms:viaservice"] = f"{service.removesuffix(_SUFFIX)}.{call.region}{_SUFFIX}"
    if action in _GRANTS:
        found["kms:grantisforawsresource"] = "false" if service is None else "true"
    return found


@cache
def _services(*names: str) -> frozenset[str]:
    """The principals that the table has under some names."""
    table = read_table(__package__, "via.yaml")
    return frozenset(f"{service}{_SUFFIX}" for name in names for service in table[name]["services"])
