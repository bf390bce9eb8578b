"""AWS::IAM::Role and AWS::IAM::ManagedPolicy. AWS::IAM::Policy is in `iam_policy.py`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.grammar import Call, Each, ResourceType, Scope, Setting, Tagging
from cfnproof.emulator.cloudformation.handlers.iam_policy import PolicyHandler
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler, Properties, Target

_MISSING: Final = "NoSuchEntity"
_MOST_VERSIONS: Final = 5

_DELETE_ROLE_POLICY: Final = Call("DeleteRolePolicy", {"RoleName": "$ref", "PolicyName": "$item.PolicyName"})
_DETACH_ROLE_POLICY: Final = Call("DetachRolePolicy", {"RoleName": "$ref", "PolicyArn": "$item"})
_LIST_ROLE_POLICIES: Final = Call("ListRolePolicies", {"RoleName": "$ref"})
_LIST_ATTACHED: Final = Call("ListAttachedRolePolicies", {"RoleName": "$ref"})

_ROLE: Final = ResourceType(
    type="AWS::IAM::Role",
    client="iam",
    name=Name("RoleName", 64),
    create=(
        Call(
            "CreateRole",
            {
                "RoleName": "$name",
                "AssumeRolePolicyDocument": "AssumeRolePolicyDocument",
                "Path": "Path",
                "Description": "Description",
                "MaxSessionDuration": "MaxSessionDuration",
                "PermissionsBoundary": "PermissionsBoundary",
                "Tags": "$tags",
            },
        ),
    ),
    physical_id="$name",
    settings=(
        Setting(
            ("AssumeRolePolicyDocument",),
            put=Call("UpdateAssumeRolePolicy", {"RoleName": "$ref", "PolicyDocument": "AssumeRolePolicyDocument"}),
            on_create=False,
        ),
        Setting(
            ("Description", "MaxSessionDuration"),
            put=Call(
                "UpdateRole",
                {"RoleName": "$ref", "Description": "Description", "MaxSessionDuration": "MaxSessionDuration"},
            ),
            on_create=False,
            defaults={"Description": "", "MaxSessionDuration": 3600},
        ),
        Setting(
            ("PermissionsBoundary",),
            put=Call("PutRolePermissionsBoundary", {"RoleName": "$ref", "PermissionsBoundary": "PermissionsBoundary"}),
            remove=Call("DeleteRolePermissionsBoundary", {"RoleName": "$ref"}),
            on_create=False,
        ),
        Each(
            "Policies",
            put=Call(
                "PutRolePolicy",
                {
                    "RoleName": "$ref",
                    "PolicyName": "$item.PolicyName",
                    "PolicyDocument": "$item.PolicyDocument",
                },
            ),
            remove=_DELETE_ROLE_POLICY,
            key="PolicyName",
        ),
        Each(
            "ManagedPolicyArns",
            put=Call("AttachRolePolicy", {"RoleName": "$ref", "PolicyArn": "$item"}),
            remove=_DETACH_ROLE_POLICY,
        ),
    ),
    delete=(Call("DeleteRole", {"RoleName": "$ref"}),),
    read=(Call("GetRole", {"RoleName": "$ref"}),),
    attributes={"Arn": "Role.Arn", "RoleId": "Role.RoleId"},
    missing=(_MISSING,),
    tagging=Tagging(
        tag=Call("TagRole", {"RoleName": "$ref", "Tags": "$tags"}),
        untag=Call("UntagRole", {"RoleName": "$ref", "TagKeys": "$removed"}),
    ),
)


class RoleHandler(TableHandler):
    """A role loses the policies that its template gave it before it is deleted.

    Others stay, and IAM refuses with DeleteConflict.
    """

    __slots__ = ()

    def calls(self) -> tuple[Call, ...]:
        """Every call of the handler."""
        return (*self.row.calls(), _LIST_ROLE_POLICIES, _LIST_ATTACHED)

    def delete(self, target: Target, physical_id: str) -> None:
        """Delete inline policies, detach managed ones, delete the role."""
        scope = Scope(target, physical_id, name=physical_id)
        try:
            for call, item in tuple(self._policies(scope)):
                self._call(call, Scope(target, physical_id, item=item))
        except ClientError as error:
            if error.response["Error"]["Code"] != _MISSING:
                raise
            return
        super().delete(target, physical_id)

    def _policies(self, scope: Scope) -> Iterator[tuple[Call, object]]:
        """The removals of what the template gave and the role still has."""
        inline = set(self._call(_LIST_ROLE_POLICIES, scope)["PolicyNames"])
        attached = {policy["PolicyArn"] for policy in self._call(_LIST_ATTACHED, scope)["AttachedPolicies"]}
        for policy in scope.properties.get("Policies") or ():
            if policy["PolicyName"] in inline:
                yield _DELETE_ROLE_POLICY, policy
        for arn in scope.properties.get("ManagedPolicyArns") or ():
            if arn in attached:
                yield _DETACH_ROLE_POLICY, arn


def _attachment(kind: str) -> Each:
    member = {"PolicyArn": "$ref", f"{kind}Name": "$item"}
    return Each(f"{kind}s", put=Call(f"Attach{kind}Policy", member), remove=Call(f"Detach{kind}Policy", member))


_ATTACHMENTS: Final = {kind: _attachment(kind) for kind in ("Group", "Role", "User")}
_LIST_ENTITIES: Final = Call("ListEntitiesForPolicy", {"PolicyArn": "$ref"})
_LIST_VERSIONS: Final = Call("ListPolicyVersions", {"PolicyArn": "$ref"})
_DELETE_VERSION: Final = Call("DeletePolicyVersion", {"PolicyArn": "$ref", "VersionId": "$item"})
_CREATE_VERSION: Final = Call(
    "CreatePolicyVersion",
    {"PolicyArn": "$ref", "PolicyDocument": "PolicyDocument", "SetAsDefault": lambda _: True},
)

_MANAGED_POLICY: Final = ResourceType(
    type="AWS::IAM::ManagedPolicy",
    client="iam",
    name=Name("ManagedPolicyName", 128),
    create=(
        Call(
            "CreatePolicy",
            {
                "PolicyName": "$name",
                "Path": "Path",
                "Description": "Description",
                "PolicyDocument": "PolicyDocument",
            },
        ),
    ),
    physical_id="response.Policy.Arn",
    settings=tuple(_ATTACHMENTS.values()),
    delete=(Call("DeletePolicy", {"PolicyArn": "$ref"}),),
    read=(Call("GetPolicy", {"PolicyArn": "$ref"}),),
    attributes={
        "PolicyArn": "Policy.Arn",
        "PolicyId": "Policy.PolicyId",
        "AttachmentCount": "Policy.AttachmentCount",
        "PermissionsBoundaryUsageCount": "Policy.PermissionsBoundaryUsageCount || `0`",  # a store may not count them
        "DefaultVersionId": "Policy.DefaultVersionId",
        "IsAttachable": "Policy.IsAttachable",
        "CreateDate": "Policy.CreateDate",
        "UpdateDate": "Policy.UpdateDate",
    },
    missing=(_MISSING,),
)


class ManagedPolicyHandler(TableHandler):
    """A managed policy changes by a new default version, and goes with all its versions.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
    """

    __slots__ = ()

    def calls(self) -> tuple[Call, ...]:
        """Every call of the handler."""
        return (*self.row.calls(), _LIST_ENTITIES, _LIST_VERSIONS, _DELETE_VERSION, _CREATE_VERSION)

    def read(self, target: Target, physical_id: str) -> Properties:
        """The attributes, dates as text."""
        found = super().read(target, physical_id)
        return {
            name: f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
            for name, value in found.items()
        }

    def update(self, target: Target, physical_id: str) -> None:
        """Attach and detach; a document that differs becomes the default version and the one before goes."""
        super().update(target, physical_id)
        if target.properties.get("PolicyDocument") == target.previous.get("PolicyDocument"):
            return
        scope = Scope(target, physical_id)
        default, others = self._versions(scope)
        if len(others) + 1 == _MOST_VERSIONS:
            self._call(_DELETE_VERSION, Scope(target, physical_id, item=others[-1]))
        self._call(_CREATE_VERSION, scope)
        self._call(_DELETE_VERSION, Scope(target, physical_id, item=default))

    def delete(self, target: Target, physical_id: str) -> None:
        """Detach from what the template names, delete the versions that are not the default, then the policy."""
        scope = Scope(target, physical_id)
        try:
            self._detach(scope)
            for version in self._versions(scope)[1]:
                self._call(_DELETE_VERSION, Scope(target, physical_id, item=version))
        except ClientError as error:
            if error.response["Error"]["Code"] != _MISSING:
                raise
            return
        super().delete(target, physical_id)

    def _versions(self, scope: Scope) -> tuple[str, tuple[str, ...]]:
        """The default version's id, and those of the others, newest first."""
        versions = self._call(_LIST_VERSIONS, scope)["Versions"]
        versions = sorted(versions, key=lambda version: int(version["VersionId"].removeprefix("v")), reverse=True)
        default = next(version["VersionId"] for version in versions if version["IsDefaultVersion"])
        return default, tuple(version["VersionId"] for version in versions if not version["IsDefaultVersion"])

    def _detach(self, scope: Scope) -> None:
        entities = self._call(_LIST_ENTITIES, scope)
        for kind, each in _ATTACHMENTS.items():
            attached = {entity[f"{kind}Name"] for entity in entities[f"Policy{kind}s"]}
            for name in scope.properties.get(each.property) or ():
                if name in attached and each.remove is not None:
                    self._call(each.remove, Scope(scope.target, scope.physical_id, item=name))


HANDLERS: Final[tuple[Handler, ...]] = (RoleHandler(_ROLE), PolicyHandler(), ManagedPolicyHandler(_MANAGED_POLICY))
