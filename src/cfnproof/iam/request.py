"""Who asks for what: the request that policies are evaluated for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html#intro-structure-request
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Values = str | tuple[str, ...]
"""The value of a context key: text where the key has one value, a tuple where it is multivalued, which may be empty."""


class PrincipalKind(Enum):
    """What a principal is.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """

    ROOT = "root"
    USER = "user"
    ROLE = "role"
    SESSION = "session"
    FEDERATED_USER = "federatedUser"
    SERVICE = "service"
    FEDERATED = "federated"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a request.

    `name` is the ARN; for a service its principal (`codepipeline.amazonaws.com`), for a federated one its identity
    provider, for an anonymous one `*`. `account` is the principal's own, empty where it has none. `role` is the ARN of
    a session's role, with the role's path, which the session's own ARN lacks; of a federated user it is the ARN of the
    IAM user who asked for the session.
    """

    kind: PrincipalKind
    name: str
    account: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource.

    `account` is the account that owns the resource, empty where it has no owner, as AWS's own resources or `*` in no
    account. `context` has its keys in lower case. The keys that follow from the principal and the resource
    (aws:PrincipalArn, aws:PrincipalAccount, aws:ResourceAccount and the like) stand in it too: `context.complete` adds
    them.
    """

    principal: Principal
    action: str
    resource: str
    account: str = ""
    context: Mapping[str, Values] = field(default_factory=dict)
