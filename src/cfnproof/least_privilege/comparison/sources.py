"""Where what a role is granted comes from."""

from dataclasses import dataclass

from cfnproof.findings import Place
from cfnproof.least_privilege.projects.index import Located
from cfnproof.structural.policy_documents.documents import Statement
from cfnproof.template.expressions import Parts


@dataclass(frozen=True, slots=True)
class Source:
    """One statement that grants or denies: the statement, and the resource in whose template it stands."""

    statement: Statement
    located: Located


@dataclass(frozen=True, slots=True)
class NotRead:
    """A policy of a role that could not be read, and why.

    `boundary` is whether it is the role's permissions boundary.
    """

    value: Parts
    place: Place
    reason: str = "is not in the project"
    boundary: bool = False
