"""What the policies of buckets, topics, queues and keys allow a role by naming it, and what they deny it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.statements import Translator
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.terms import ACCOUNT
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.policy_documents.documents import documents
from cfnproof.structural.policy_documents.sites import Kind

KEY: Final = "AWS::KMS::Key"
_OWNERS: Final = frozenset({"AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", KEY})
"""Types with a policy of a resource that can allow a role of the account something by naming it."""


def resource_statements(role: Located, site: Site, translator: Translator) -> Iterator[tuple[WrittenStatement, Source]]:
    """The statements that name the role, and the Denies that do not spare it, as if they were the role's own."""
    arn = translator.alphabet.text(site.resolver.arn(role.resource, role.stack))
    account = translator.alphabet.text((ACCOUNT,))
    number = 0
    for stack in site.resolver.stacks.by_name.values():
        for document in documents(stack.template, Kind.RESOURCE):
            if document.owner.type not in _OWNERS:
                continue
            for statement in document.statements:
                written = translator.statement(statement.index, statement, stack)
                if document.owner.type == KEY:
                    key = translator.alphabet.text(site.resolver.arn(document.owner, stack))
                    written = replace(written, resources=(key,))
                if _is_about(written, arn, account):
                    own = replace(written, index=number, principals=None, not_principals=None)
                    yield own, Source(statement, Located(stack, document.owner))
                    number += 1


def _is_about(statement: WrittenStatement, role: str, account: str) -> bool:
    """Whether a statement names a role, or denies to its account, or to everybody, and so to the role."""
    if statement.not_principals is not None:
        return statement.effect == "Deny" and role not in statement.not_principals.get("AWS", ())
    named = (statement.principals or {}).get("AWS", ())
    if statement.effect != "Deny":
        return role in named
    return any(one in {role, account, "*"} or one.endswith(f"::{account}:root") for one in named)
