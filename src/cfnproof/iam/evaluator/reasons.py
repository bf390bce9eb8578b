"""Why a request is refused, in AWS's words.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from typing import Final

from cfnproof.iam.decision import Missing, PolicyType
from cfnproof.iam.evaluator.evaluated import Evaluated, Lack
from cfnproof.iam.evaluator.nearest import nearest
from cfnproof.iam.evaluator.rules import is_assuming_a_role

_TRUST = "role trust policy"
ROOT_ASSUMES_NO_ROLE: Final = Missing(PolicyType.RESOURCE, "roles may not be assumed by root accounts")
"""What no policy can mend. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"""


def denied(asked: Evaluated, type_: PolicyType) -> Missing:
    """For a Deny in a policy of a type."""
    if _is_trust(asked, type_):
        return Missing(type_, f"an explicit deny in the {_TRUST}")
    article = "an" if type_ is PolicyType.IDENTITY else "a"
    return Missing(type_, f"an explicit deny in {article} {type_.value}")


def refused(asked: Evaluated, lack: Lack) -> Missing:
    """Where policies of a type allow nothing and would have to."""
    called = _TRUST if _is_trust(asked, lack.type) else lack.type.value
    because = f"no {called} allows the {asked.request.action} action"
    return Missing(lack.type, because, nearest(asked, lack.policies) if lack.policies is not None else None)


def _is_trust(asked: Evaluated, type_: PolicyType) -> bool:
    return type_ is PolicyType.RESOURCE and is_assuming_a_role(asked.action, asked.request.resource)
