"""What requests are signed with, and what the principals behind it hold.

https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cfnproof.iam.calls.model import Asked, Known
from cfnproof.iam.policy import PolicySet
from cfnproof.iam.request import Principal, Values


@dataclass(frozen=True, slots=True)
class Credential:
    """An access key. `token` is that of a session, which `expires`; a user's key has neither.

    `context` are the keys that follow from the principal, in lower case: its ARN, account, id and tags. `inside` marks
    what AWS's services do among themselves, through no request that IAM sees.
    """

    access_key: str
    secret: str = field(repr=False)
    principal: Principal
    token: str | None = field(default=None, repr=False)
    expires: datetime | None = None
    active: bool = True
    inside: bool = False
    context: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """The policies of a principal: its own, its permissions boundary, and those that its session was limited to."""

    identity: PolicySet
    boundary: PolicySet | None = None
    session: PolicySet | None = None


class Directory(Protocol):
    """What a host's stores have of identities and of the policies of resources."""

    def known(self, region: str) -> Known:
        """What the account knows of its resources in a region."""
        ...

    def credential(self, access_key: str) -> Credential | None:
        """What belongs to the id of an access key, None where there is no such key."""
        ...

    def user(self, name: str, access_key: str, secret: str) -> Credential | None:
        """A credential of a user with a key that is not one of the user's own, None where there is no such user."""
        ...

    def held(self, credential: Credential) -> Held:
        """The policies of a credential's principal, as they are now."""
        ...

    def role_id(self, arn: str) -> str | None:
        """The unique id of a role of any account, None where there is none."""
        ...

    def owner(self, asked: Asked) -> str:
        """The account that owns a resource, empty where it has no owner."""
        ...

    def missing(self, asked: Asked) -> bool:
        """Whether a queue, topic or function does not exist: whoever sends it something is told so."""
        ...

    def resource_policy(self, asked: Asked) -> PolicySet | None:
        """The policy of a resource, None where it has none or does not exist."""
        ...
