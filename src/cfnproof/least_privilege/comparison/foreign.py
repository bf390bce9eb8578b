"""Whom the policies of a stack let in from outside of its account: anybody, or other accounts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

from collections.abc import Callable, Iterator
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import Foreign, Reach, foreign_access
from cfnproof.least_privilege.changes.policies import Owned, inviting_policies
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.comparison.sources import NotRead
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.projects.terms import ACCOUNT
from cfnproof.least_privilege.projects.writer import Writer
from cfnproof.least_privilege.rules import FOREIGN, GATE, NOT_READ, PUBLIC
from cfnproof.least_privilege.workloads.site import Site

_ENDPOINT: Final = "AWS::EC2::VPCEndpoint"


def foreign(stack: Stack, site: Site) -> Iterator[Finding]:
    """Yield a finding for each statement that lets somebody from outside in."""
    alphabet = Alphabet()
    account = alphabet.text((ACCOUNT,))
    writer = Writer(site.resolver, stack)
    for owned in inviting_policies(stack, site, alphabet):
        for policy in owned.not_read:
            yield _not_read(owned, policy)
        if _lets_in(stack, owned):
            for found in foreign_access([owned.policy], account):
                yield _finding(owned, found, lambda text: writer.shown(alphabet.value(text)))


def _lets_in(stack: Stack, owned: Owned) -> bool:
    """Whether a policy lets somebody in: that of an endpoint of a VPC only limits what goes through it."""
    return stack.template.resources[owned.owner].type != _ENDPOINT


def _not_read(owned: Owned, policy: NotRead) -> Finding:
    """What is not in the template may let in anybody."""
    message = f"{owned.title} {policy.reason}: whom it lets in was not compared"
    return Finding(NOT_READ.id, GATE, Severity.MEDIUM, message, policy.place, owned.owner, NOT_READ.help)


def _finding(owned: Owned, found: Foreign, shown: Callable[[str], str]) -> Finding:
    public = found.reach is Reach.PUBLIC
    rule = PUBLIC if public else FOREIGN
    who = "anybody" if public else f"account {', '.join(map(shown, found.accounts))}"
    asked = shown(found.witness.action)
    if found.witness.resource:
        asked += f" on {shown(found.witness.resource)!r}"
    statement = owned.statements[found.index]
    message = (
        f"{statement.title} of {owned.title} lets {who} in, for example to {asked}: name the principals that are "
        f"meant, or bind it by a condition on who they are, like aws:PrincipalOrgID"
    )
    severity = Severity.HIGH if public else Severity.MEDIUM
    return Finding(rule.id, GATE, severity, message, owned.places[found.index], owned.owner, rule.help)
