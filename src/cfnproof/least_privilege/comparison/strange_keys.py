"""Condition keys that no request for a statement's actions has.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from difflib import get_close_matches
from functools import cache
from typing import Final

from cfnproof.iam.calls.reference import action_of, reference_of
from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.written import WrittenCondition, WrittenStatement
from cfnproof.least_privilege.comparison.actions import matching

_GLOBAL: Final = "aws:"
_NEAR: Final = 0.9
"""How near a global key that is not known must come to a known one to be taken for a slip: AWS adds new ones."""
_OF_ACTIONS: Final = ("aws:requesttag/", "aws:resourcetag/", "aws:tagkeys")
"""Keys with the global prefix that only some actions have."""
_OPEN: Final = ("${", "<", "tag-key")
_OF_ALL: Final = frozenset(
    f"{_GLOBAL}{name}"
    for name in (
        *("AssumedRoot", "CalledVia", "CalledViaFirst", "CalledViaLast", "ChatbotSourceArn"),
        *("CurrentTime", "Ec2InstanceSourcePrivateIPv4", "Ec2InstanceSourceVpc", "EpochTime", "FederatedProvider"),
        *("MultiFactorAuthAge", "MultiFactorAuthPresent", "PrincipalAccount", "PrincipalArn", "PrincipalIsAWSService"),
        *("PrincipalOrgID", "PrincipalOrgPaths", "PrincipalServiceName", "PrincipalServiceNamesList", "PrincipalType"),
        *("Referer", "RequestedRegion", "ResourceAccount", "ResourceOrgID", "ResourceOrgPaths"),
        *("SecureTransport", "SourceAccount", "SourceArn", "SourceIdentity", "SourceIp"),
        *("SourceOrgID", "SourceOrgPaths", "SourceVpc", "SourceVpcArn", "SourceVpce"),
        *("TokenIssueTime", "UserAgent", "userid", "username", "ViaAWSService"),
        *("VpceAccount", "VpceOrgID", "VpceOrgPaths", "VpcSourceIp"),
    )
)
"""The global keys that hold one name each."""
_OF_ALL_FOLDED: Final = frozenset(map(str.lower, _OF_ALL))
_OF_SESSIONS: Final = frozenset(
    {
        "codebuild:buildarn",
        "codebuild:projectarn",
        "ec2:roledelivery",
        "ec2:sourceinstancearn",
        "glue:credentialissuingservice",
        "glue:roleassumedby",
        "identitystore:userid",
        "lambda:sourcefunctionarn",
        "ssm:sourceinstancearn",
    }
)
"""The keys with a service's prefix that requests to every service may have, by who makes them."""


def strange_keys(statement: WrittenStatement) -> tuple[str, ...]:
    """The keys as the statement writes them; none where its actions are not known.

    A condition that holds where the key is absent (`…IfExists`, `Null`, negated ones) asks for no key.
    """
    asked = [one.key for one in statement.conditions if _must_be(one)]
    known = keys_of(statement) if asked else frozenset()
    return tuple(key for key in asked if known and _is_strange(key, known))


def keys_of(statement: WrittenStatement) -> frozenset[str]:
    """The keys that requests for the statement's actions may have, in lower case; those of every action left out.

    The reference does not have all of a service's keys at its actions: one that it has at none may be of each.
    """
    found = (name for pattern in statement.actions or () for name in matching(pattern) or ())
    actions = [action for name in found if (action := action_of(name))]
    services = {action.name.partition(":")[0] for action in actions}
    return frozenset(key for action in actions for key in action.keys).union(*map(_of_no_action, services))


def likely(key: str, statement: WrittenStatement) -> tuple[str, ...]:
    """The keys among which the one is that was meant."""
    return tuple(_OF_ALL) if key.lower().startswith(_GLOBAL) else tuple(keys_of(statement))


def _must_be(condition: WrittenCondition) -> bool:
    operator = operator_of(condition.operator)
    return operator is None or not (
        operator.if_exists or operator.comparison.negated or operator.comparison.matcher is None
    )


def _is_strange(key: str, known: frozenset[str]) -> bool:
    name = key.lower()
    if name in _OF_SESSIONS:
        return False
    if name.startswith(_GLOBAL) and not name.startswith(_OF_ACTIONS):
        return name not in _OF_ALL_FOLDED and bool(get_close_matches(name, _OF_ALL_FOLDED, n=1, cutoff=_NEAR))
    return name not in known and not any(_is_open(one, name) for one in known)


def _is_open(known: str, key: str) -> bool:
    """Whether a key is one of those that a key with an open end stands for."""
    return any(mark in known and key.startswith(known.partition(mark)[0]) for mark in _OPEN)


@cache
def _of_no_action(service: str) -> frozenset[str]:
    reference = reference_of(service)
    if reference is None:
        return frozenset()
    return frozenset(reference.multivalued).difference(*(action.keys for action in reference.actions.values()))
