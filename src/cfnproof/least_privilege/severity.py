"""How much an action matters in the wrong hands: by its access level in the Service Authorization Reference.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
"""

from collections.abc import Iterable, Mapping
from typing import Final

from cfnproof.findings import Severity
from cfnproof.iam.calls.reference import action_of

_BY_LEVEL: Final[Mapping[str, Severity]] = {
    "Permissions management": Severity.HIGH,
    "Write": Severity.HIGH,
    "Tagging": Severity.MEDIUM,
    "Read": Severity.MEDIUM,
    "List": Severity.LOW,
}
_HANDS_ON: Final = frozenset({"iam:passrole", "sts:assumerole"})
"""Actions with which a role gets another one's permissions."""


def less(severity: Severity) -> Severity:
    """The next lower severity, for what somebody gains only together with something else."""
    return {Severity.HIGH: Severity.MEDIUM, Severity.MEDIUM: Severity.LOW}.get(severity, severity)


def severity_of(actions: Iterable[str]) -> Severity:
    """The severity of the action that matters most; that of a write for one that is not known."""
    found = [
        Severity.HIGH if name.lower() in _HANDS_ON or (action := action_of(name)) is None else _BY_LEVEL[action.level]
        for name in actions
    ]
    return min(found, key=lambda one: one.rank) if found else Severity.LOW
