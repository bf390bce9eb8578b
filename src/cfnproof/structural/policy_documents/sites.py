"""Where the IAM policy documents of a template stand.

Identity policies inline in roles, users and groups and as resources of their own, trust policies of roles, and resource
policies, each with the property that holds it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cfnproof.template.expressions import parts, text
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark, Node, Object, dig, items

ROLE: Final = "AWS::IAM::Role"


class Kind(StrEnum):
    """What a policy says: what its owner may do, who may assume a role, who may use a resource."""

    IDENTITY = "identity"
    TRUST = "trust"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a document stands: the resource that holds it, the policy's name, its node, the place to report."""

    owner: Resource
    kind: Kind
    policy: str
    node: Node | None
    mark: Mark


INLINE_OWNERS: Final = (ROLE, "AWS::IAM::User", "AWS::IAM::Group")
"""Types with a list of inline `Policies`."""

IDENTITY_DOCUMENTS: Final = {
    "AWS::IAM::Policy": "PolicyDocument",
    "AWS::IAM::ManagedPolicy": "PolicyDocument",
    "AWS::IAM::RolePolicy": "PolicyDocument",
    "AWS::IAM::UserPolicy": "PolicyDocument",
    "AWS::IAM::GroupPolicy": "PolicyDocument",
    "AWS::SSO::PermissionSet": "InlinePolicy",
}
"""Type to the property that is its document."""

ROLE_POLICIES: Final = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
"""Types of `IDENTITY_DOCUMENTS` that can be a role's."""

OPTIONAL_DOCUMENTS: Final = frozenset(
    {"AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::SSO::PermissionSet"}
)
"""Types of `IDENTITY_DOCUMENTS` that CloudFormation creates without a document."""

RESOURCE_DOCUMENTS: Final = {
    "AWS::ApiGateway::RestApi": ("Policy",),
    "AWS::Backup::BackupVault": ("AccessPolicy",),
    "AWS::CloudTrail::ResourcePolicy": ("ResourcePolicy",),
    "AWS::CodeArtifact::Domain": ("PermissionsPolicyDocument",),
    "AWS::CodeArtifact::Repository": ("PermissionsPolicyDocument",),
    "AWS::DynamoDB::Table": ("ResourcePolicy", "PolicyDocument"),
    "AWS::EC2::VPCEndpoint": ("PolicyDocument",),
    "AWS::ECR::RegistryPolicy": ("PolicyText",),
    "AWS::ECR::Repository": ("RepositoryPolicyText",),
    "AWS::EFS::FileSystem": ("FileSystemPolicy",),
    "AWS::Elasticsearch::Domain": ("AccessPolicies",),
    "AWS::Events::EventBus": ("Policy",),
    "AWS::KMS::Key": ("KeyPolicy",),
    "AWS::KMS::ReplicaKey": ("KeyPolicy",),
    "AWS::Kinesis::ResourcePolicy": ("ResourcePolicy",),
    "AWS::Logs::ResourcePolicy": ("PolicyDocument",),
    "AWS::MediaStore::Container": ("Policy",),
    "AWS::OpenSearchService::Domain": ("AccessPolicies",),
    "AWS::S3::AccessPoint": ("Policy",),
    "AWS::S3::BucketPolicy": ("PolicyDocument",),
    "AWS::S3Express::BucketPolicy": ("PolicyDocument",),
    "AWS::S3Tables::TableBucketPolicy": ("ResourcePolicy",),
    "AWS::SNS::TopicInlinePolicy": ("PolicyDocument",),
    "AWS::SNS::TopicPolicy": ("PolicyDocument",),
    "AWS::SQS::QueueInlinePolicy": ("PolicyDocument",),
    "AWS::SQS::QueuePolicy": ("PolicyDocument",),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy",),
    "AWS::XRay::ResourcePolicy": ("PolicyDocument",),
}
"""Type to the path of the property that is its document."""


def sites(owner: Resource, template: Template) -> Iterator[Site]:
    """The documents that a resource holds; one that it must have and lacks has no node."""
    if owner.type == ROLE:
        key = "AssumeRolePolicyDocument"
        yield Site(owner, Kind.TRUST, key, owner.property(key), owner.mark_of(key))
    if owner.type in INLINE_OWNERS:
        yield from _inline(owner, template)
    if owner.type in IDENTITY_DOCUMENTS:
        yield from _own(owner, template)
    if owner.type in RESOURCE_DOCUMENTS:
        path = RESOURCE_DOCUMENTS[owner.type]
        node = owner.property(*path)
        if node is not None:
            yield Site(owner, Kind.RESOURCE, path[0], node, owner.mark_of(path[0]))


def _inline(owner: Resource, template: Template) -> Iterator[Site]:
    for position, policy in enumerate(items(owner.property("Policies"))):
        name = text(parts(dig(policy, "PolicyName"), template)) or f"policy {position + 1}"
        mark = policy.mark_of("PolicyDocument") if isinstance(policy, Object) else policy.mark
        yield Site(owner, Kind.IDENTITY, name, dig(policy, "PolicyDocument"), mark)


def _own(owner: Resource, template: Template) -> Iterator[Site]:
    key = IDENTITY_DOCUMENTS[owner.type]
    name_key = "ManagedPolicyName" if owner.type == "AWS::IAM::ManagedPolicy" else "PolicyName"
    name = text(parts(owner.property(name_key), template)) or owner.logical_id
    node = owner.property(key)
    if node is not None or owner.type not in OPTIONAL_DOCUMENTS:
        yield Site(owner, Kind.IDENTITY, name, node, owner.mark_of(key))
