"""A pipeline's artifacts are encrypted with a customer key, versioned, never public, reached over TLS only.

Artifacts are the code and the templates that the pipeline runs with its roles: who can read them reads the source, who
can change them decides what is deployed.
https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.model import PIPELINE
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.storage.buckets import BUCKET, bucket_of
from cfnproof.structural.storage.customer_keys import key_problem
from cfnproof.structural.storage.tls_only import plain_http_gap
from cfnproof.structural.values.parameter_values import outside
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark, Node, Sequence, dig, items

_KMS_ALGORITHMS: Final = ("aws:kms", "aws:kms:dsse")
_BLOCKS: Final = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True)
class _Store:
    """One artifact store as written (None where it is missing from its list item) and its place."""

    node: Node | None
    mark: Mark


def check(template: Template) -> Iterator[Violation]:
    """Yield what leaves the artifact stores of the template's pipelines, or their buckets, unprotected."""
    buckets: dict[str, Resource] = {}
    for pipeline in template.of_type(PIPELINE):
        stores = tuple(_stores(pipeline))
        if not stores:
            yield _violation(pipeline, pipeline.mark, "names no artifact store: set ArtifactStore")
        for store in stores:
            yield from _store_key(store, pipeline, template)
            bucket = bucket_of(dig(store.node, "Location"), template)
            if bucket:
                buckets[bucket.logical_id] = bucket
    for bucket in buckets.values():
        yield from _encryption(bucket, template)
        yield from _versioning(bucket, template)
        yield from _public_access(bucket, template)
        yield from _transport(bucket, template)


def _stores(pipeline: Resource) -> Iterator[_Store]:
    single = pipeline.property("ArtifactStore")
    if single is not None:
        yield _Store(single, pipeline.mark_of("ArtifactStore"))
    for item in items(pipeline.property("ArtifactStores")):
        store = dig(item, "ArtifactStore")
        yield _Store(store, store.mark if store else item.mark)


def _store_key(store: _Store, pipeline: Resource, template: Template) -> Iterator[Violation]:
    key = dig(store.node, "EncryptionKey")
    mark = key.mark if key else store.mark
    problem = key_problem(dig(key, "Id"), template)
    if problem:
        what = "EncryptionKey" if key is None else "EncryptionKey Id"
        advice = "set EncryptionKey to {Id: a customer key, Type: KMS} in the artifact store"
        yield _violation(pipeline, mark, f"encrypts its artifacts with no key of yours: {what} {problem}; {advice}")
        return
    kind = dig(key, "Type")
    wrong = "" if kind is None else outside(kind, ("KMS",), template)
    if wrong is not None:
        yield _violation(pipeline, mark, f"has an EncryptionKey whose Type is {_shown(wrong)}: write 'KMS'")


def _encryption(bucket: Resource, template: Template) -> Iterator[Violation]:
    rules = bucket.property("BucketEncryption", "ServerSideEncryptionConfiguration")
    advice = "set SSEAlgorithm aws:kms and KMSMasterKeyID in its BucketEncryption"
    if not isinstance(rules, Sequence) or not rules.items:
        mark = bucket.mark_of("BucketEncryption")
        yield _violation(bucket, mark, f"keeps artifacts without default encryption by a customer key: {advice}")
        return
    for rule in rules.items:
        default = dig(rule, "ServerSideEncryptionByDefault")
        algorithm = dig(default, "SSEAlgorithm")
        wrong = "" if algorithm is None else outside(algorithm, _KMS_ALGORITHMS, template)
        if wrong is not None:
            mark = algorithm.mark if algorithm else rule.mark
            wanted = " or ".join(_KMS_ALGORITHMS)
            message = f"keeps artifacts encrypted with SSEAlgorithm {_shown(wrong)}, not with {wanted}: {advice}"
            yield _violation(bucket, mark, message)
            continue
        key = dig(default, "KMSMasterKeyID")
        problem = key_problem(key, template)
        if problem:
            mark = key.mark if key else rule.mark
            message = f"keeps artifacts encrypted with no key of yours: KMSMasterKeyID {problem}; name a customer key"
            yield _violation(bucket, mark, message)


def _versioning(bucket: Resource, template: Template) -> Iterator[Violation]:
    status = bucket.property("VersioningConfiguration", "Status")
    wrong = "" if status is None else outside(status, ("Enabled",), template)
    if wrong is not None:
        mark = status.mark if status else bucket.mark_of("VersioningConfiguration")
        message = f"keeps artifacts with versioning {_shown(wrong)}: set VersioningConfiguration Status Enabled"
        yield _violation(bucket, mark, message)


def _public_access(bucket: Resource, template: Template) -> Iterator[Violation]:
    for flag in _BLOCKS:
        value = bucket.property("PublicAccessBlockConfiguration", flag)
        wrong = "" if value is None else outside(value, ("true", "True"), template)
        if wrong is not None:
            mark = value.mark if value else bucket.mark_of("PublicAccessBlockConfiguration")
            message = f"does not block public access: {flag} is {_shown(wrong)}; set it to true"
            yield _violation(bucket, mark, message)


def _transport(bucket: Resource, template: Template) -> Iterator[Violation]:
    gap = plain_http_gap(bucket, template)
    if gap:
        message = (
            f"can be reached without TLS: no statement of a bucket policy in the template denies s3:* to Principal '*' "
            f"on {' and '.join(gap.reached)} under Bool aws:SecureTransport false alone; add one"
        )
        yield _violation(bucket, gap.mark, message)


def _shown(value: str) -> str:
    return repr(value) if value else "absent"


def _violation(resource: Resource, mark: Mark, message: str) -> Violation:
    kind = "pipeline" if resource.type == PIPELINE else "bucket"
    return Violation(f"{kind} {resource.logical_id!r} {message}", mark, resource.logical_id)


RULE = Rule(
    id="artifact_store_protected",
    title="A pipeline's artifacts are encrypted with a customer key, versioned, never public, reached over TLS only",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
    resource_types=(PIPELINE, BUCKET),
    check=check,
)
