"""What the gate reports, by rule id.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.policy_documents.sites import RESOURCE_DOCUMENTS, ROLE, ROLE_POLICIES

GATE: Final = "least_privilege"
_IAM: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

TITLE: Final = "A role is granted what its workload needs, and nothing else"
HELP: Final = f"{_IAM}/best-practices.html#grant-least-privilege"
TYPES: Final = (
    ROLE,
    *ROLE_POLICIES,
    *RESOURCE_DOCUMENTS,
)
"""The types of the resources that findings are about."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what holds where it finds nothing, and AWS's page. `excess` is whether needs decide of it.

    What is excess must be so for all stacks of a template.
    """

    id: str
    title: str
    help: str
    excess: bool = True


MISSING: Final = Rule(
    "missing-permission",
    "A role is granted all that its workload needs",
    f"{_IAM}/reference_policies_evaluation-logic.html",
    excess=False,
)
DEFEATED: Final = Rule(
    "deny-defeats-need",
    "No Deny takes away what a role needs",
    f"{_IAM}/reference_policies_evaluation-logic_policy-eval-denyallow.html",
    excess=False,
)
KEY_POLICY: Final = Rule(
    "key-policy-denies",
    "The key policy lets the role use the key",
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    excess=False,
)
TRUST_MISSING: Final = Rule(
    "missing-trust",
    "A role trusts the service that works with it",
    f"{_IAM}/id_roles_create_for-service.html",
    excess=False,
)
UNRESOLVED: Final = Rule(
    "needs-unknown", "All that a role's workload needs can be worked out", f"{_IAM}/access_policies.html", excess=False
)
NOT_READ: Final = Rule(
    "policy-not-read",
    "A role's policies are in the project",
    f"{_IAM}/access_policies_managed-vs-inline.html",
    excess=False,
)
UNNEEDED: Final = Rule(
    "unneeded-action",
    "A role is granted no action that its workload does not need",
    f"{_IAM}/best-practices.html#grant-least-privilege",
)
TOO_BROAD: Final = Rule(
    "resource-too-broad",
    "An action is granted on the resources that need it and no others",
    f"{_IAM}/reference_policies_elements_resource.html",
)
NO_CONDITION: Final = Rule(
    "missing-condition",
    "A grant has the conditions that narrow it to its use",
    f"{_IAM}/reference_policies_elements_condition.html",
)
CONDITION_TOO_BROAD: Final = Rule(
    "condition-too-broad",
    "A condition allows the values that are needed and no others",
    f"{_IAM}/reference_policies_elements_condition_operators.html",
)
NEVER_MATCHES: Final = Rule(
    "resource-never-matches",
    "An action is granted on a resource that it can be asked for",
    f"{_IAM}/reference_policies_elements_resource.html",
)
UNKNOWN_ACTION: Final = Rule(
    "unknown-action",
    "Actions exist",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html",
)
UNKNOWN_KEY: Final = Rule(
    "condition-key-unknown",
    "A condition's key is one that the action's requests have",
    f"{_IAM}/reference_policies_condition-keys.html",
)
WILDCARD: Final = Rule(
    "wildcard-resource",
    "Actions that can be granted on named resources are",
    f"{_IAM}/reference_policies_elements_resource.html",
)
TRUST_TOO_BROAD: Final = Rule(
    "trust-too-broad", "A role trusts those who work with it, and nobody else", f"{_IAM}/confused-deputy.html"
)
ESCALATION: Final = Rule(
    "privilege-escalation",
    "No role can give itself, or somebody else, more permissions than it has",
    f"{_IAM}/access_policies_boundaries.html",
)
PUBLIC: Final = Rule(
    "public-access",
    "No policy lets anybody in",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html",
    excess=False,
)
FOREIGN: Final = Rule(
    "cross-account-access",
    "No policy lets other accounts in",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html",
    excess=False,
)

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule
    for rule in (
        *(MISSING, DEFEATED, KEY_POLICY, TRUST_MISSING, UNRESOLVED, NOT_READ),
        *(UNNEEDED, TOO_BROAD, NO_CONDITION, CONDITION_TOO_BROAD, NEVER_MATCHES, UNKNOWN_ACTION),
        *(UNKNOWN_KEY, WILDCARD, TRUST_TOO_BROAD, ESCALATION, PUBLIC, FOREIGN),
    )
}
"""Every rule by id."""


def explanation(rule_id: str) -> str:
    """Return what a rule asks for: its title, and where to read on."""
    rule = RULES[rule_id]
    return f"{rule.id}\n{rule.title}.\n\ndocs/least-privilege.md says when it is reported.\n\n{rule.help}\n"
