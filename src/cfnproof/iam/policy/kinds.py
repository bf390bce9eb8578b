"""The kinds of policy documents, and what a document of each kind may be.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache

from cfnproof.template.tables import read_table


class PolicyKind(Enum):
    """What a document is attached to. The values are the keys of kinds.yaml.

    IDENTITY is any identity-based policy, RESOURCE any resource-based one, whose size and origin are not looked at;
    REPOSITORY is that of an image repository, LOGS one of CloudWatch Logs, BUS that of an event bus.
    """

    IDENTITY = "IDENTITY"
    IDENTITY_MANAGED = "IDENTITY_MANAGED"
    IDENTITY_ROLE = "IDENTITY_ROLE"
    IDENTITY_USER = "IDENTITY_USER"
    IDENTITY_GROUP = "IDENTITY_GROUP"
    BOUNDARY = "BOUNDARY"
    SESSION = "SESSION"
    SERVICE_CONTROL = "SERVICE_CONTROL"
    RESOURCE_CONTROL = "RESOURCE_CONTROL"
    TRUST = "TRUST"
    BUCKET = "BUCKET"
    KEY = "KEY"
    TOPIC = "TOPIC"
    QUEUE = "QUEUE"
    FUNCTION = "FUNCTION"
    REPOSITORY = "REPOSITORY"
    BUS = "BUS"
    LOGS = "LOGS"
    SECRET = "SECRET"  # noqa: S105  # no password
    RESOURCE = "RESOURCE"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many characters a document may have, with or without its white space, and what AWS says of more."""

    characters: int
    spaces: bool
    exceeded: str
    code: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A row of kinds.yaml. `reasons` is the column of reasons.yaml.

    `needs_resource` is whether a statement must have Resource or NotResource, where it may have them.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """

    identity: bool
    version: str | None
    needs_resource: bool
    code: str
    reasons: str
    limit: Limit | None


@cache
def rules(kind: PolicyKind) -> Rules:
    """What a document of a kind may be."""
    row = read_table(__package__, "kinds.yaml")[kind.value]
    limit = None
    if "limit" in row:
        limit = Limit(row["limit"], row.get("spaces", False), row["exceeded"], row["exceeded_code"])
    return Rules(
        identity=row["grammar"] == "identity",
        version=row.get("version"),
        needs_resource=row.get("resource") != "optional",
        code=row["code"],
        reasons=row.get("reasons", row["grammar"]),
        limit=limit,
    )
