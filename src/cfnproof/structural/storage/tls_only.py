"""Whether a bucket's policy denies every request that comes without TLS, on the bucket and on its objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
"""

import re
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.policy_documents.documents import Statement, documents
from cfnproof.structural.storage.buckets import BUCKET_POLICY, bucket_of
from cfnproof.template.expressions import Parts, Reference, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark

BUCKET_ITSELF: Final = "the bucket"
OBJECTS: Final = "its objects"
_ALL: Final = frozenset({BUCKET_ITSELF, OBJECTS})
_TAILS: Final = {"": frozenset({BUCKET_ITSELF}), "/*": frozenset({OBJECTS}), "*": _ALL}
_OPERATORS: Final = frozenset({"Bool", "BoolIfExists"})
_ACTIONS: Final = frozenset({"s3:*", "*"})


@dataclass(frozen=True, slots=True)
class Gap:
    """What plain HTTP still reaches, in an order to be shown; where to mend it."""

    reached: tuple[str, ...]
    mark: Mark


def plain_http_gap(bucket: Resource, template: Template) -> Gap | None:
    """What the template's policies of `bucket` leave open to requests without TLS, None where nothing is."""
    policies = [
        document
        for document in documents(template)
        if document.owner.type == BUCKET_POLICY and bucket_of(document.owner.property("Bucket"), template) == bucket
    ]
    covered = {
        part
        for policy in policies
        for statement in policy.statements
        if _denies_plain_http(statement)
        for resource in statement.resources
        for part in _covered(resource, bucket, template)
    }
    missing = tuple(part for part in (BUCKET_ITSELF, OBJECTS) if part not in covered)
    mark = policies[0].mark if policies else bucket.mark
    return Gap(missing, mark) if missing else None


def _denies_plain_http(statement: Statement) -> bool:
    return (
        statement.effect == "Deny"
        and any(one.kind in {"*", "AWS"} and one.value == ("*",) for one in statement.principals)
        and any(_render(action).lower() in _ACTIONS for action in statement.actions)
        and _without_tls(statement)
    )


def _without_tls(statement: Statement) -> bool:
    """Whether the condition is `aws:SecureTransport` false and nothing else, which would narrow the denial."""
    if len(statement.conditions) != 1:
        return False
    condition = statement.conditions[0]
    asks_for_tls = condition.operator in _OPERATORS and condition.key.lower() == "aws:securetransport"
    return asks_for_tls and any(_render(value).lower() == "false" for value in condition.values)


def _covered(resource: Parts, bucket: Resource, template: Template) -> frozenset[str]:
    """Which of the bucket and its objects a Resource pattern matches as a whole."""
    names = {_render((Reference(bucket.logical_id),)), _render(parts(bucket.property("BucketName"), template)), ""}
    name = "|".join(re.escape(name) for name in sorted(names, reverse=True))
    arn = re.escape(_render((Reference(bucket.logical_id, "Arn"),)))
    partition = rf"(?:[a-z*-]+|{re.escape(_render((Reference('AWS::Partition'),)))})"
    match = re.fullmatch(rf"(?:{arn}|arn:{partition}:s3:::(?P<name>{name}))(?P<tail>/\*|\*)?", _render(resource))
    if _render(resource) == "*":
        return _ALL
    if match is None or (match["name"] == "" and match["tail"] != "*"):
        return frozenset()
    return _TAILS[match["tail"] or ""]


def _render(found: Parts) -> str:
    """Parts as one text in which a reference cannot be mistaken for the same characters written out."""
    return "".join(part if isinstance(part, str) else f"\0{part}\0" for part in found)
