"""One thing that IAM is asked, with the keys that follow from the way a call comes."""

from collections.abc import Mapping
from typing import Final

from cfnproof.iam.arn import owner_in
from cfnproof.iam.calls.model import Asked, Call
from cfnproof.iam.calls.via import keys_of_kms, keys_of_via
from cfnproof.iam.request import Values

ANY: Final = "*"


def asked_of(
    action: str, resource: str, call: Call, context: Mapping[str, Values], via: tuple[str, ...] | None = None
) -> Asked:
    """The request for an action on a resource, made through `via`: where None, as the call itself.

    The account is the one in the resource's ARN, the call's for `*`, and empty where the ARN has none, as in S3.
    """
    through = call.via if via is None else via
    found = {**keys_of_via(through), **context}
    if action.startswith("kms:"):
        found |= keys_of_kms(action, call, through)
    return Asked(action, resource, account_of(resource, call), found, through)


def account_of(resource: str, call: Call) -> str:
    """The account that owns a resource, as far as its ARN says."""
    if resource == ANY:
        return call.account
    return owner_in(resource)
