"""The IAM policy documents of a template, statement by statement.

IAM accepts one value where a list is meant (Statement, Action, Resource, a condition's values) and CloudFormation
accepts a document as JSON text; both are read into the same form.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.policy_documents.sites import Kind, Site, sites
from cfnproof.structural.texts.embedded_json import Malformed, read_json
from cfnproof.template.expressions import Parts, Reference, literal, parts, text
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Intrinsic, Mark, Node, Object, Scalar, entries, items


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal: `kind` is AWS, Service, Federated, CanonicalUser, or `*` for `Principal: "*"`."""

    kind: str
    value: Parts
    mark: Mark


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator; its values are alternatives."""

    operator: str
    key: str
    values: tuple[Parts, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. An element that is absent is an empty tuple; `index` is its position in the document, from 0.

    `resource` is the logical id of the resource that holds the document, `policy` the policy's name.
    """

    resource: str
    policy: str
    index: int
    sid: str | None
    effect: str
    actions: tuple[Parts, ...]
    not_actions: tuple[Parts, ...]
    resources: tuple[Parts, ...]
    not_resources: tuple[Parts, ...]
    principals: tuple[Principal, ...]
    not_principals: tuple[Principal, ...]
    conditions: tuple[Condition, ...]
    body: Object
    mark: Mark

    @property
    def allows(self) -> bool:
        """Whether it may allow: its Effect is not the text Deny."""
        return self.effect != "Deny"

    @property
    def title(self) -> str:
        """How a message calls it: by its Sid, else by its position from 1."""
        return f"statement {self.sid!r}" if self.sid else f"statement {self.index + 1}"

    def mark_of(self, *keys: str) -> Mark:
        """The place of the first of `keys` that it has; its own where it has none."""
        return next((self.body.mark_of(key) for key in keys if self.body.get(key) is not None), self.mark)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document, or a statement in one, that is not in the template in a form that can be checked."""

    message: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document, and what of it could not be read."""

    site: Site
    statements: tuple[Statement, ...]
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def owner(self) -> Resource:
        """The resource that holds it."""
        return self.site.owner

    @property
    def policy(self) -> str:
        """The policy's name; the property's for a trust or resource policy."""
        return self.site.policy

    @property
    def mark(self) -> Mark:
        """The place of the property that it is."""
        return self.site.mark


def documents(template: Template, *kinds: Kind) -> Iterator[Document]:
    """The documents of these kinds, all kinds where none is named, in the text's order."""
    for owner in template.resources.values():
        for site in sites(owner, template):
            if not kinds or site.kind in kinds:
                yield _document(site, template)


def documents_of(owner: Resource, template: Template, kind: Kind) -> Iterator[Document]:
    """The documents of this kind that one resource holds."""
    return (_document(site, template) for site in sites(owner, template) if site.kind is kind)


def identity_documents_of(role: Resource, template: Template) -> Iterator[Document]:
    """The identity policies of a role: its own and those that policy resources of the template attach to it."""
    for document in documents(template, Kind.IDENTITY):
        if document.owner.logical_id == role.logical_id or _attached(document.owner, role, template):
            yield document


def statements_of(role: Resource, template: Template) -> tuple[Statement, ...]:
    """All identity statements of a role, attached AWS::IAM::Policy and ManagedPolicy resources included."""
    return tuple(statement for found in identity_documents_of(role, template) for statement in found.statements)


def _attached(policy: Resource, role: Resource, template: Template) -> bool:
    """Whether a policy resource attaches itself to the role, or the role names it among its managed policies."""
    name = literal(role.property("RoleName"), template)
    own = {(Reference(role.logical_id),), *([(name,)] if name else [])}
    roles = [*items(policy.property("Roles")), *items(policy.property("RoleName"))]
    if any(parts(node, template) in own for node in roles):
        return True
    managed = {(Reference(policy.logical_id),), (Reference(policy.logical_id, "PolicyArn"),)}
    return any(parts(node, template) in managed for node in items(role.property("ManagedPolicyArns")))


def _document(site: Site, template: Template) -> Document:
    body = _body(site.node, template)
    if isinstance(body, str):
        return Document(site, (), (Unreadable(body, site.mark),))
    if isinstance(body, Malformed):
        return Document(site, (), (Unreadable(f"is no JSON, {body.message}: mend it", body.mark),))
    found = items(body.get("Statement"))
    if not found:
        return Document(site, (), (Unreadable("has no Statement: give at least one", site.mark),))
    statements: list[Statement] = []
    unreadable: list[Unreadable] = []
    for index, item in enumerate(found):
        if isinstance(item, Object):
            statements.append(_statement(item, site, index, template))
        else:
            unreadable.append(Unreadable(f"has a statement {index + 1} that is no mapping: write it out", item.mark))
    return Document(site, tuple(statements), tuple(unreadable))


def _body(node: Node | None, template: Template) -> Object | Malformed | str:
    """The document's mapping, or what is wrong with it."""
    if node is None:
        return "is missing: write it"
    if isinstance(node, Scalar) or (isinstance(node, Intrinsic) and node.name in _TEXT_FUNCTIONS):
        read = read_json(node, template)
        if isinstance(read, Malformed):
            return read
        node = read
    if isinstance(node, Intrinsic):
        return f"is not in the template but comes from {node.name}, so it cannot be checked: write it out"
    return node if isinstance(node, Object) else "is no mapping: write a mapping with Version and Statement"


_TEXT_FUNCTIONS: Final = frozenset({"Fn::Sub", "Fn::Join", "Fn::ToJsonString"})


def _statement(body: Object, site: Site, index: int, template: Template) -> Statement:
    def values(key: str) -> tuple[Parts, ...]:
        return tuple(parts(item, template) for item in items(body.get(key)))

    return Statement(
        resource=site.owner.logical_id,
        policy=site.policy,
        index=index,
        sid=literal(body.get("Sid"), template),
        effect=text(parts(body.get("Effect"), template)),
        actions=values("Action"),
        not_actions=values("NotAction"),
        resources=values("Resource"),
        not_resources=values("NotResource"),
        principals=tuple(_principals(body.get("Principal"), template)),
        not_principals=tuple(_principals(body.get("NotPrincipal"), template)),
        conditions=tuple(_conditions(body.get("Condition"), template)),
        body=body,
        mark=body.mark,
    )


def _principals(node: Node | None, template: Template) -> Iterator[Principal]:
    if node is not None and not isinstance(node, Object):
        yield from (Principal("*", parts(item, template), item.mark) for item in items(node))
    for entry in entries(node):
        yield from (Principal(entry.key, parts(item, template), item.mark) for item in items(entry.value))


def _conditions(node: Node | None, template: Template) -> Iterator[Condition]:
    for operator in entries(node):
        for entry in entries(operator.value):
            values = tuple(parts(item, template) for item in items(entry.value))
            yield Condition(operator.key, entry.key, values, entry.mark)
