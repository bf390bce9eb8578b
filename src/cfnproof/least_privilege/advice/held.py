"""The statements of a template, each with all roles that have it, in every view of the template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.advice.grants import Grants
from cfnproof.least_privilege.advice.instead import smaller
from cfnproof.least_privilege.advice.statement import statement
from cfnproof.least_privilege.case import Case, title
from cfnproof.least_privilege.comparison.excess import beyond
from cfnproof.least_privilege.comparison.mistakes import mistaken
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.structural.policy_documents.sites import ROLE
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Intrinsic, Mark, Node, Object, Scalar, dig, items
from cfnproof.template.rewriting.edits import Path
from cfnproof.template.rewriting.places import path_of

_STATEMENT: Final = "Statement"


@dataclass(frozen=True, slots=True)
class Use:
    """A statement as one role has it in one view.

    `wrong` is whether it grants the role too much there, or what never matches.
    """

    case: Case
    source: Source
    written: WrittenStatement
    wrong: bool

    @property
    def needed(self) -> tuple[Grants, ...]:
        """What the role needs of it."""
        return smaller(self.case, self.written)


@dataclass(frozen=True, slots=True)
class Held:
    """A statement of a template with its uses. `path` is None for one that stands in a text."""

    uses: tuple[Use, ...]
    path: Path | None

    @property
    def first(self) -> Use:
        """The use in the view that has the most resources."""
        return max(self.uses, key=lambda use: size_of(use.case))

    @property
    def roles(self) -> frozenset[str]:
        """The logical ids of the roles that have it."""
        return frozenset(use.case.role.resource.logical_id for use in self.uses)

    @property
    def owner(self) -> Resource:
        """The resource that holds it."""
        return self.first.source.located.resource

    @property
    def title(self) -> str:
        """How messages call it."""
        return title(self.first.source.statement)

    @property
    def document(self) -> Path:
        """The path of its document's statements; empty for one that stands in a text."""
        steps = self.path or ()
        return steps[: len(steps) - steps[::-1].index(_STATEMENT)] if steps else ()

    def at(self, path: Path) -> Node | None:
        """What its template has at a path, as it is written there."""
        node: Node | None = self.first.case.role.stack.whole.root
        for step in path:
            node = node.argument if isinstance(node, Intrinsic) else dig(node, step)
        return node

    @property
    def wrong(self) -> bool:
        """Whether it is wrong for a role in all views in which the role has it."""
        by_role: dict[str, bool] = {}
        for use in self.uses:
            role = use.case.role.resource.logical_id
            by_role[role] = by_role.get(role, True) and use.wrong
        return any(by_role.values())


def held(roles: Mapping[str, Sequence[Case]]) -> tuple[Held, ...]:
    """The statements of the template that the roles are in, those of the roles' own policies first.

    `roles` are the cases of each role in the views of the template.
    """
    uses: dict[Mark, list[Use]] = {}
    for case in (case for cases in roles.values() for case in cases):
        wrong = _wrong(case)
        for index, source in case.own():
            written = case.granted.identity.policy.statements[index]
            uses.setdefault(source.statement.mark, []).append(Use(case, source, written, index in wrong))
    found = (Held(tuple(some), _path(some[0])) for some in uses.values())
    return tuple(sorted(found, key=lambda one: one.owner.type != ROLE))


def size_of(case: Case) -> int:
    """How many resources the view of a case has."""
    return len(case.role.stack.template.resources)


def expressed(grants: Grants, cases: Sequence[Case], sid: str) -> Object | None:
    """Grants as a statement; None where the template has, in one of the cases, no expression for a value."""
    found = [statement(grants, case.writer, sid) for case in sorted(cases, key=size_of, reverse=True)]
    return None if None in found else found[0]


def strangers(one: Held) -> Iterator[str]:
    """Who has a statement and is no role of its template, so that what they need of it is not known."""
    owner, stack = one.owner, one.first.case.role.stack
    if owner.type == ROLE:
        return
    for key in ("Users", "Groups"):
        if items(owner.property(key)):
            yield f"its {key}"
    for resource in stack.whole.resources.values():
        if _names(resource.property("PermissionsBoundary"), owner, stack.whole):
            yield f"{resource.logical_id!r}, whose permissions boundary it is,"
    site = one.first.case.project.site
    arn = site.resolver.arn(owner, stack)
    for other in site.index.of_type(ROLE):
        attached = items(other.resource.property("ManagedPolicyArns"))
        if other.stack.name != stack.name and any(arn in site.resolver.nodes(node, other.stack) for node in attached):
            yield f"role {other.resource.logical_id!r} of {other.stack.path.name}"


def _path(use: Use) -> Path | None:
    return path_of(use.source.statement.body, use.case.role.stack.whole.root)


def _names(node: Node | None, owner: Resource, whole: Template) -> bool:
    """Whether a value is a resource's Ref."""
    match node:
        case Intrinsic(name="Ref", argument=Scalar(value=name)):
            return name == owner.logical_id and owner.logical_id in whole.resources
        case _:
            return False


def _wrong(case: Case) -> set[int]:
    """The positions of the statements of the template that grant too much, or what can never match."""
    if not case.ever.complete:
        return set()
    statements = case.granted.identity.policy.statements
    found = {found.index for found in beyond(case)} | set(mistaken(case))
    return {index for index, _ in case.own() if index in found and statements[index].effect == "Allow"}
