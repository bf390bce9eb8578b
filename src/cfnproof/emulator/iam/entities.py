"""Users, groups and roles, and the policies that they have, read through IAM's API.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import Context
from cfnproof.emulator.iam.documents import Document
from cfnproof.emulator.iam.errors import invalid_input, no_such_entity
from cfnproof.emulator.iam.policy_texts import keep_texts, policy_text
from cfnproof.iam.policy import PolicyKind

_ARN: Final = re.compile(r"arn:[^:]+:iam::(?P<account>[0-9]{12}):(?P<kind>user|group|role)/(?:.*/)?(?P<name>[^/]+)")
_INLINE: Final = {
    "user": PolicyKind.IDENTITY_USER,
    "group": PolicyKind.IDENTITY_GROUP,
    "role": PolicyKind.IDENTITY_ROLE,
}


@dataclass(frozen=True, slots=True)
class Entity:
    """Whose policies are simulated: `kind` is user, group or role. `boundary` is its permissions boundary."""

    kind: str
    arn: str
    account: str
    policies: tuple[Document, ...]
    boundary: Document | None


def entity_of(context: Context[Any], arn: str) -> Entity:
    """The entity of a PolicySourceArn; a user has the policies of its groups too.

    Raises ServiceError InvalidInput for the ARN of anything else, or in another account, NoSuchEntity for one that does
    not exist.
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        raise invalid_input(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    account, kind, name = found["account"], found["kind"], found["name"]
    if account != context.account:
        raise invalid_input(
            f"Invalid Policy Source Arn: caller's account {context.account} does not have access to policies in "
            f"account {account}"
        )
    reader = _Reader(keep_texts(context.clients.inside()("iam")))
    about = reader.about(kind, name)
    policies = [*reader.policies(kind, name)]
    if kind == "user":
        for group in reader.groups(name):
            policies += reader.policies("group", group)
    boundary = about.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    bounding = reader.managed(boundary, PolicyKind.BOUNDARY) if boundary else None
    return Entity(kind, arn, account, tuple(policies), bounding)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one account. `iam` is a client that keeps policies' texts."""

    iam: Any  # boto3's clients have no types

    def about(self, kind: str, name: str) -> dict[str, Any]:
        try:
            answer = getattr(self.iam, f"get_{kind}")(**{f"{kind.title()}Name": name})
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchEntity":
                raise no_such_entity(kind, name) from error
            raise
        found: dict[str, Any] = answer[kind.title()]
        return found

    def groups(self, user: str) -> Iterator[str]:
        for page in self.iam.get_paginator("list_groups_for_user").paginate(UserName=user):
            for group in page["Groups"]:
                yield group["GroupName"]

    def policies(self, kind: str, name: str) -> Iterator[Document]:
        whose = {f"{kind.title()}Name": name}
        for page in self.iam.get_paginator(f"list_{kind}_policies").paginate(**whose):
            for policy in page["PolicyNames"]:
                answer = getattr(self.iam, f"get_{kind}_policy")(**whose, PolicyName=policy)
                yield Document(f"{kind}_{name}_{policy}", policy_text(answer), _INLINE[kind], stored=True)
        for page in self.iam.get_paginator(f"list_attached_{kind}_policies").paginate(**whose):
            for policy in page["AttachedPolicies"]:
                yield self.managed(policy["PolicyArn"], PolicyKind.IDENTITY)

    def managed(self, arn: str, kind: PolicyKind) -> Document:
        """The default version of a managed policy, under the policy's name."""
        version = self.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        answer = self.iam.get_policy_version(PolicyArn=arn, VersionId=version)
        return Document(arn.rpartition("/")[2], policy_text(answer), kind, stored=True)
