"""Whether the policies of the project's keys let roles use the keys.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import NamedPolicy, new_access
from cfnproof.least_privilege.case import Case, Spot
from cfnproof.least_privilege.comparison.lacking import allowing
from cfnproof.least_privilege.comparison.of_resources import KEY
from cfnproof.least_privilege.comparison.required import required
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.terms import ACCOUNT
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.least_privilege.rules import KEY_POLICY
from cfnproof.structural.policy_documents.documents import documents_of
from cfnproof.structural.policy_documents.sites import Kind

_KMS: Final = "kms:"
_ANY: Final = "*"


def key_policies(case: Case) -> Iterator[Finding]:
    """Yield what is needed of a key of the project and its policy does not let the role do."""
    for requirement in case.needs.requirements:
        if not requirement.row.possible and any(action.startswith(_KMS) for action in requirement.actions):
            for resource in requirement.resources:
                key = case.project.site.index.at(resource)
                if key is not None and key.resource.type == KEY:
                    yield from _denied(case, replace(requirement, resources=(resource,)), key)


def _denied(case: Case, requirement: Requirement, key: Located) -> Iterator[Finding]:
    """What the policy lets neither the role itself nor the account's identity policies allow, its Denies aside."""
    policy = allowing(_policy(case, key))
    needed = required([requirement], case.alphabet, role=case.arn)
    for found in new_access([policy], [needed]):
        message = (
            f"the key policy of {key.resource.logical_id!r} lets neither {case.name} nor the account's IAM policies "
            f"allow {', '.join(found.actions)}, which {requirement.unit.title} needs: {requirement.row.why}; add a "
            f"statement for the account's root, arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root"
        )
        place = case.project.site.place(key.stack, key.resource.mark_of("KeyPolicy"))
        yield Spot(place, key.resource.logical_id).finding(KEY_POLICY, Severity.HIGH, message)


def _policy(case: Case, key: Located) -> NamedPolicy:
    """The key policy as it is for the role: the statements that name it, or its account, or everybody."""
    arn = case.alphabet.text(case.project.site.resolver.arn(key.resource, key.stack))
    role = case.alphabet.text(case.project.site.resolver.arn(case.role.resource, case.role.stack))
    account = case.alphabet.text((ACCOUNT,))
    mine = {role, account, _ANY}
    documents = documents_of(key.resource, key.stack.template, Kind.RESOURCE)
    statements = [statement for document in documents for statement in document.statements]
    written = case.translator.policy("key", statements, key.stack)
    about = tuple(
        replace(one, principals=None, resources=(arn,) if one.resources == (_ANY,) else one.resources)
        for one in written.policy.statements
        if any(name in mine or name.endswith(f"::{account}:root") for name in (one.principals or {}).get("AWS", ()))
    )
    return NamedPolicy("key", replace(written.policy, statements=about))
