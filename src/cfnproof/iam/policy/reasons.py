"""AWS's words for what is wrong with a policy, from reasons.yaml."""

from functools import cache

from cfnproof.iam.policy.errors import MalformedPolicyError
from cfnproof.iam.policy.kinds import PolicyKind, rules
from cfnproof.template.tables import read_table


def malformed(kind: PolicyKind, reason: str, *values: str, statement: int | None = None) -> MalformedPolicyError:
    """The error for a reason, a row of reasons.yaml; `values` stand in its gaps."""
    found = rules(kind)
    row = _reasons()[reason]
    words = row.get(found.reasons) or row["resource"]
    return MalformedPolicyError(words.format(*values), statement=statement, code=found.code)


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return dict(read_table(__package__, "reasons.yaml"))
