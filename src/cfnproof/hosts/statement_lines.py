"""From the statements that decided to the lines of the templates that they come from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cfnproof.hosts.access.ledger import Entry, Line
from cfnproof.iam.decision import PolicyType, Statement
from cfnproof.structural.policy_documents.documents import Document, documents, identity_documents_of
from cfnproof.structural.policy_documents.sites import ROLE, Kind
from cfnproof.template.expressions import Reference, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import items

_MANAGED_POLICY: Final = "AWS::IAM::ManagedPolicy"
_ROLES: Final = "roles"
_MANAGED: Final = "managed policies"
_Key = tuple[str, str, str]
"""What holds a document: its service, or one of the two kinds above; its name, or a managed policy's ARN; the name of a
policy that is a role's own.
"""
_NAMING: Final = ("Bucket", "Topics", "Queues")
"""The properties in which a policy resource names what its document protects."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed stack: its template, and the physical ids of its resources by their logical ids."""

    stack: str
    template: Template
    physical_ids: Mapping[str, str]


@dataclass(slots=True)
class StatementLines:
    """Finds the lines of statements in deployed stacks."""

    stacks: Iterable[Deployed]
    _found: dict[_Key, tuple[str, Document]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know every document by its holder, and those of roles by their names too."""
        for stack in self.stacks:
            for key, document in _documents(stack):
                self._found.setdefault(key, (stack.stack, document))

    def __call__(self, entry: Entry, statement: Statement) -> Line | None:
        """Where a deciding statement is written, None where it comes from none of the stacks."""
        found = self._document(entry, statement)
        if found is None:
            return None
        stack, document = found
        for written in document.statements:
            if (written.sid == statement.sid) if statement.sid else (written.index == statement.index):
                return Line(stack, document.owner.logical_id, written.mark.line)
        return None

    def _document(self, entry: Entry, statement: Statement) -> tuple[str, Document] | None:
        if statement.type is PolicyType.RESOURCE:
            service = statement.policy.split(":", 3)[2] if statement.policy.startswith("arn:") else ""
            return self._found.get((service, _last(statement.policy), ""))
        inline = self._found.get((_ROLES, _last(entry.role), statement.policy))
        return inline or self._found.get((_MANAGED, statement.policy, ""))


def _documents(stack: Deployed) -> Iterator[tuple[_Key, Document]]:
    """The documents of a stack, each with its key."""
    template = stack.template
    for role in template.of_type(ROLE):
        if role.logical_id in stack.physical_ids:
            for document in identity_documents_of(role, template):
                if not _is_managed(document):
                    yield (_ROLES, stack.physical_ids[role.logical_id], document.policy), document
    for document in documents(template, Kind.TRUST, Kind.RESOURCE):
        service = document.owner.type.split("::")[1].lower()
        for logical_id in (document.owner.logical_id, *_named(document.owner, template)):
            if logical_id in stack.physical_ids:
                yield (service, _last(stack.physical_ids[logical_id]), ""), document
    for document in documents(template, Kind.IDENTITY):
        if _is_managed(document) and document.owner.logical_id in stack.physical_ids:
            yield (_MANAGED, stack.physical_ids[document.owner.logical_id], ""), document


def _is_managed(document: Document) -> bool:
    return document.owner.type == _MANAGED_POLICY


def _named(owner: Resource, template: Template) -> Iterator[str]:
    """The logical ids of what a policy resource protects."""
    for name in _NAMING:
        for node in items(owner.property(name)):
            value = parts(node, template)
            if len(value) == 1 and isinstance(value[0], Reference):
                yield value[0].name


def _last(name: str) -> str:
    """The name at the end of an ARN or an address."""
    return name.rpartition("/")[2].rpartition(":")[2]
