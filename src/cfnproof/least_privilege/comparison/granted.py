"""What a role is granted: by its own policies, those attached to it, its boundary, and the policies of resources."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.iam.policy.written import WrittenPolicy, WrittenStatement
from cfnproof.least_privilege.comparison.of_resources import resource_statements
from cfnproof.least_privilege.comparison.sources import NotRead, Source
from cfnproof.least_privilege.comparison.statements import Translator
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.policy_documents.documents import Document, documents_of, identity_documents_of
from cfnproof.structural.policy_documents.sites import ROLE_POLICIES, Kind
from cfnproof.template.nodes import Node, items

_MANAGED: Final = "AWS::IAM::ManagedPolicy"


@dataclass(frozen=True, slots=True)
class Granted:
    """What a role has. `identity` has a statement for each of `sources`, in their order.

    `resource` has the statements of resource policies that are about the role, as if they were its own, each for one of
    `resource_sources`.
    """

    sources: tuple[Source, ...]
    identity: NamedPolicy
    resource: NamedPolicy
    resource_sources: tuple[Source, ...]
    boundary: NamedPolicy | None
    not_read: tuple[NotRead, ...]


def granted(role: Located, site: Site, translator: Translator) -> Granted:
    """What a role is granted."""
    sources: list[Source] = []
    not_read: list[NotRead] = []
    for located, document in _documents(role, site):
        sources.extend(Source(statement, located) for statement in document.statements)
        not_read.extend(
            NotRead((document.policy,), site.place(located.stack, one.mark), one.message) for one in document.unreadable
        )
    not_read.extend(
        NotRead(value, site.place(role.stack, node.mark))
        for node in items(role.resource.property("ManagedPolicyArns"))
        for value in site.resolver.nodes(node, role.stack)
        if not _is_policy(site.index.at(value))
    )
    boundary = role.resource.property("PermissionsBoundary")
    limits = _boundary(boundary, role, site, translator)
    if isinstance(limits, NotRead):
        not_read.append(limits)
    written = tuple(translator.statement(index, one.statement, one.located.stack) for index, one in enumerate(sources))
    of_resources = tuple(resource_statements(role, site, translator))
    return Granted(
        tuple(sources),
        _named("identity", written),
        _named("resource", tuple(one for one, _ in of_resources)),
        tuple(source for _, source in of_resources),
        limits if isinstance(limits, NamedPolicy) else None,
        tuple(not_read),
    )


def _documents(role: Located, site: Site) -> Iterator[tuple[Located, Document]]:
    """The identity policies of a role: its own, and those of policy resources, in whatever words these are attached."""
    own = {role.resource.logical_id}
    for document in identity_documents_of(role.resource, role.stack.template):
        own.add(document.owner.logical_id)
        yield Located(role.stack, document.owner), document
    arns = {
        value
        for node in items(role.resource.property("ManagedPolicyArns"))
        for value in site.resolver.nodes(node, role.stack)
    }
    name = site.resolver.name(role.resource, role.stack)
    for located in site.index.of_type(*ROLE_POLICIES):
        if located.stack.name == role.stack.name and located.resource.logical_id in own:
            continue
        named = (*items(located.resource.property("Roles")), *items(located.resource.property("RoleName")))
        attached = any(site.resolver.node(node, located.stack) == name for node in named)
        if attached or site.resolver.arn(located.resource, located.stack) in arns:
            yield from ((located, document) for document in _of(located))


def _is_policy(located: Located | None) -> bool:
    return located is not None and located.resource.type == _MANAGED


def _named(name: str, statements: tuple[WrittenStatement, ...]) -> NamedPolicy:
    return NamedPolicy(name, WrittenPolicy(VERSIONS[-1], has_version=True, statements=statements))


def _of(policy: Located) -> Iterator[Document]:
    return documents_of(policy.resource, policy.stack.template, Kind.IDENTITY)


def _boundary(node: Node | None, role: Located, site: Site, translator: Translator) -> NamedPolicy | NotRead | None:
    """The permissions boundary, where there is one; why it could not be read, where it is no policy of the project."""
    if node is None:
        return None
    value = site.resolver.node(node, role.stack)
    found = site.index.at(value)
    if found is None or found.resource.type != _MANAGED:
        return NotRead(value, site.place(role.stack, node.mark), boundary=True)
    read = tuple(_of(found))
    for unreadable in (one for document in read for one in document.unreadable):
        return NotRead(value, site.place(found.stack, unreadable.mark), unreadable.message, boundary=True)
    statements = tuple(statement for document in read for statement in document.statements)
    return translator.policy("boundary", statements, found.stack)
