"""A host's stores as a directory: whose an access key is, and which policies its principal holds.

IAM's store has the form that moto gives it, which LocalStack has too.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cfnproof.hosts.access.compiled import Text, policy_set
from cfnproof.hosts.access.credentials import Credential, Held
from cfnproof.hosts.access.resource_policies import ResourcePolicies
from cfnproof.iam.calls.model import Asked, Known
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import PolicyKind, PolicySet
from cfnproof.iam.request import Principal, PrincipalKind, Values

_NOTHING = policy_set((), PolicyType.IDENTITY)
_OF_AWS: Final = ":iam::aws:policy/"
"""What the ARNs of AWS's own managed policies have in them; their size has no limit.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
"""


@dataclass(frozen=True, slots=True)
class _Session:
    """A session of a role: what signs with it, the role's unique id, and the policies that limit it, None for none."""

    credential: Credential
    role_id: str
    limits: tuple[Text, ...] | None


@dataclass(frozen=True, slots=True)
class Stores:
    """Where a host has what the requests of one account lead to.

    `iam` gives the account's store of IAM; `session` the session of a role that an access key is of, and `role` a role
    of any account by its ARN, None where there is none; `known` what the account knows of its resources in a region.
    """

    iam: Callable[[], Any]
    session: Callable[[str], Any]
    role: Callable[[str], Any]
    known: Callable[[str], Known]
    policies: ResourcePolicies


class Identities:
    """The identities of one account. `own` are the host's own keys: those of services, and of what AWS does inside."""

    def __init__(self, account: str, own: Mapping[str, Credential], stores: Stores) -> None:
        self._account, self._own, self._stores = account, own, stores
        self._sessions: dict[str, _Session] = {}

    def known(self, region: str) -> Known:
        """What the account knows of its resources in a region."""
        return self._stores.known(region)

    def credential(self, access_key: str) -> Credential | None:
        """What belongs to an access key; sessions are kept, for they never change."""
        if access_key in self._own:
            return self._own[access_key]
        if access_key in self._sessions:
            return self._sessions[access_key].credential
        key = self._iam.access_keys.get(access_key)
        if key is None:
            return None
        if key.user_name:
            found = self.user(key.user_name, key.access_key_id, key.secret_access_key)
            return None if found is None else replace(found, active=key.status == "Active")
        session = self._stores.session(access_key)
        if session is None:
            return None
        return self._sessions.setdefault(access_key, self._of_session(session)).credential

    def user(self, name: str, access_key: str, secret: str) -> Credential | None:
        """A credential of a user with a key, None where there is no such user."""
        user = self._iam.users.get(name)
        if user is None:
            return None
        context: dict[str, Values] = {"aws:username": user.name, "aws:userid": user.id, "aws:principaltype": "User"}
        principal = Principal(PrincipalKind.USER, user.arn, self._account)
        of_principal = _of_principal(principal, user.arn, context, self._tags(user.arn))
        return Credential(access_key, secret, principal, context=of_principal)

    def held(self, credential: Credential) -> Held:
        """The policies of a principal. What is deleted holds none, also where another has taken its name."""
        principal = credential.principal
        if principal.kind is PrincipalKind.USER:
            return self._held(self._user(principal.name), None, PolicyKind.IDENTITY_USER)
        session = self._sessions.get(credential.access_key)
        if session is None:
            return Held(_NOTHING)
        role = self._stores.role(principal.role)
        if role is None or role.id != session.role_id:
            return Held(_NOTHING)
        return self._held(role, session.limits, PolicyKind.IDENTITY_ROLE)

    def role_id(self, arn: str) -> str | None:
        """The unique id of a role of any account, None where there is none."""
        role = self._stores.role(arn)
        return None if role is None else str(role.id)

    def owner(self, asked: Asked) -> str:
        """The account that owns a resource; a bucket's ARN does not have it."""
        return self._stores.policies.owner(asked)

    def missing(self, asked: Asked) -> bool:
        """Whether a queue, topic or function does not exist."""
        return self._stores.policies.missing(asked)

    def resource_policy(self, asked: Asked) -> PolicySet | None:
        """The policy of a resource, in whichever account it lies."""
        return self._stores.policies.of(asked)

    @property
    def _iam(self) -> Any:  # noqa: ANN401  # the stores have no types
        return self._stores.iam()

    def _user(self, arn: str) -> Any:  # noqa: ANN401  # as above
        return self._iam.users.get(arn.rpartition("/")[2])

    def _of_session(self, session: Any) -> _Session:  # noqa: ANN401  # as above
        role = self._stores.role(session.role_arn)
        principal = Principal(PrincipalKind.SESSION, session.arn, self._account, session.role_arn)
        context: dict[str, Values] = {
            "aws:userid": session.user_id,
            "aws:principaltype": "AssumedRole",
            "aws:multifactorauthpresent": "true" if session.with_mfa else "false",
            "aws:tokenissuetime": session.issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        if session.source_identity:
            context["aws:sourceidentity"] = session.source_identity
        tags = {**_role_tags(role), **session.tags}
        credential = Credential(
            session.access_key_id,
            session.secret_access_key,
            principal,
            token=session.session_token,
            expires=session.expiration,
            context=_of_principal(principal, session.role_arn, context, tags),
        )
        return _Session(credential, str(role.id) if role is not None else "", session.limits)

    def _tags(self, arn: str) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self._iam.tagger.list_tags_for_resource(arn)["Tags"]}

    def _held(
        self,
        entity: Any,  # noqa: ANN401  # as above
        limits: tuple[Text, ...] | None,
        inline: PolicyKind,
    ) -> Held:
        if entity is None:
            return Held(_NOTHING)
        texts = [*_texts(entity, inline)]
        if inline is PolicyKind.IDENTITY_USER:
            for group in self._iam.groups.values():
                if entity in group.users:
                    texts += _texts(group, PolicyKind.IDENTITY_GROUP)
        boundary = self._boundary(entity)
        return Held(
            policy_set(texts, PolicyType.IDENTITY),
            None if boundary is None else policy_set(boundary, PolicyType.BOUNDARY),
            None if limits is None else policy_set(limits, PolicyType.SESSION),
        )

    def _boundary(self, entity: Any) -> tuple[Text, ...] | None:  # noqa: ANN401  # as above
        """The boundary of a user or role, None where it has none; one that was deleted allows nothing."""
        arn = getattr(entity, "permissions_boundary_arn", None)
        if not arn:
            return None
        policy = self._iam.managed_policies.get(arn)
        return () if policy is None else (Text(arn, document_of(policy), PolicyKind.BOUNDARY),)


def document_of(policy: Any) -> str:  # noqa: ANN401  # as above
    """The default version of a managed policy."""
    return str(next(one.document for one in policy.versions if one.version_id == policy.default_version_id))


def _texts(entity: Any, inline: PolicyKind) -> Iterator[Text]:  # noqa: ANN401  # as above
    """The policies of a role, user or group: inline ones by their names, managed ones by their ARNs."""
    for name, text in entity.policies.items():
        yield Text(name, text, inline)
    for policy in entity.managed_policies.values():
        kind = PolicyKind.IDENTITY if _OF_AWS in policy.arn else PolicyKind.IDENTITY_MANAGED
        yield Text(policy.arn, document_of(policy), kind)


def _role_tags(role: Any) -> dict[str, str]:  # noqa: ANN401  # as above
    return {tag["Key"]: tag["Value"] for tag in role.tags} if role is not None and role.tags else {}


def _of_principal(
    principal: Principal, arn: str, own: Mapping[str, Values], tags: Mapping[str, str]
) -> dict[str, Values]:
    """The keys that follow from a principal.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    return {
        "aws:principalarn": arn,
        "aws:principalaccount": principal.account,
        "aws:principalisawsservice": "false",
        **own,
        **{f"aws:principaltag/{key.lower()}": value for key, value in tags.items()},
    }
