"""ARNs that no format makes: a key's from each form that names it, a stack's from a change set's.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.iam.calls.members import getter
from cfnproof.iam.calls.model import Call, Known

Resolver = Callable[[str, Call, Known], str]
"""From a name, or an ARN of another kind, to the ARN of the resource that IAM is asked about."""

_ARN: Final = "arn:"
_ALIAS: Final = "alias/"
_CHANGE_SET: Final = ":changeSet/"
_PUBLIC: Final = "aws/service/"
_CIPHERTEXT: Final = getter("CiphertextBlob|base64")


def key_arn(name: str, call: Call, known: Known) -> str:
    """The ARN of a KMS key by its ARN, its id, an alias or an alias's ARN.

    Policies are evaluated for the key, whichever name the request has: for an alias that leads to no key the alias's
    own ARN is left. https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """
    here = f"{_ARN}{call.partition}:kms:{call.region}:{call.account}:"
    short = name.removeprefix(here)
    if short.startswith(_ALIAS):
        return known.arn("kms:alias", short) or f"{here}{short}"
    if name.startswith(_ARN):
        return (known.arn("kms:alias", name) or name) if f":{_ALIAS}" in name else name
    return known.arn("kms:key", name) or f"{here}key/{name}"


def ciphertext_key_arn(ciphertext: str, call: Call, known: Known) -> str:  # noqa: ARG001  # as the others
    """The ARN of the key that a ciphertext, in base64, is of; any key where that is not known.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
    """
    return known.arn("kms:ciphertext", ciphertext) or "*"


def stack_arn(name: str, call: Call, known: Known) -> str:
    """The ARN of a stack by its name or ARN, or by the ARN of one of its change sets.

    A stack that does not exist has no id yet, for which an asterisk stands.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
    """
    if name.startswith(_ARN) and _CHANGE_SET not in name:
        return name
    here = f"{_ARN}{call.partition}:cloudformation:{call.region}:{call.account}:stack/"
    return known.arn("cloudformation:stack", name) or (f"{here}*/*" if name.startswith(_ARN) else f"{here}{name}/*")


def parameter_arn(name: str, call: Call, known: Known) -> str:  # noqa: ARG001  # as the others
    """The ARN of a parameter by its name without the leading slash; those that AWS publishes are of no account.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    """
    if name.startswith(_ARN):
        return name
    account = "" if name.startswith(_PUBLIC) else call.account
    return f"{_ARN}{call.partition}:ssm:{call.region}:{account}:parameter/{name}"


def boundary_of(name: str, call: Call, known: Known) -> str | None:
    """The ARN of the permissions boundary of the role or user that an operation is about, None where it has none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """
    return known.arn("iam:boundary-of-role" if "RoleName" in call.members else "iam:boundary-of-user", name)


def account_of_call(name: str, call: Call, known: Known) -> str:  # noqa: ARG001  # as the others
    """The account that a call is made for, which has created what is there.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    """
    return call.account


def stays_on_same_key(name: str, call: Call, known: Known) -> str:
    """Whether what ReEncrypt makes is of the key that the ciphertext is of, given the destination's name.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-reencrypt-on-same-key
    """
    given = call.members.get("SourceKeyId")
    if given is None:
        source = next((ciphertext_key_arn(str(one), call, known) for one in _CIPHERTEXT(call.members)), None)
    else:
        source = key_arn(str(given), call, known)
    return "true" if key_arn(name, call, known) == source else "false"


RESOLVERS: Final[Mapping[str, Resolver]] = {
    "ciphertext": ciphertext_key_arn,
    "key": key_arn,
    "parameter": parameter_arn,
    "stack": stack_arn,
}
"""Of resources, by the name that tables use."""

KEY_RESOLVERS: Final[Mapping[str, Callable[[str, Call, Known], str | None]]] = {
    **RESOLVERS,
    "account": account_of_call,
    "boundary": boundary_of,
    "same key": stays_on_same_key,
}
"""Of the values of condition keys, by the name that tables use."""
