"""The edits that make a template's roles grant just what they need, each statement changed no more than it must be."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cfnproof.errors import TemplateError
from cfnproof.least_privilege.advice.additions import home, policy_added
from cfnproof.least_privilege.advice.grants import Grants, merged
from cfnproof.least_privilege.advice.held import Held, expressed, held, strangers
from cfnproof.least_privilege.advice.removal import Removal
from cfnproof.least_privilege.advice.rewording import alike, reworded, with_actions
from cfnproof.least_privilege.advice.statement import sid_of
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.lacking import lacking
from cfnproof.least_privilege.comparison.overlaps import has_action
from cfnproof.least_privilege.comparison.undecided import undecided
from cfnproof.template.model import Template
from cfnproof.template.nodes import Object
from cfnproof.template.rewriting.edits import Edit, Path

Roles = frozenset[str]


@dataclass(slots=True)
class Fix:
    """The edits of a template, and what they cannot mend.

    `roles` are the cases of each of its roles in the views of the template. A statement that several roles have is cut
    down to what any of them needs.
    """

    roles: Mapping[str, Sequence[Case]]
    edits: list[Edit] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _gone: set[Path] = field(default_factory=set)
    _gained: dict[Path, list[Object]] = field(default_factory=dict)
    _lacks: dict[Roles, list[Grants]] = field(default_factory=dict)

    def make(self) -> "Fix":
        """Work out the edits.

        Raises TemplateError for a policy that is not written as a mapping, where nothing can be changed in place.
        """
        statements = held(self.roles)
        for one in statements:
            if one.wrong:
                self._rewrite(one)
        for role, cases in self.roles.items():
            self._lack(frozenset((role,)), _missing(cases))
        unchanged = [one for one in statements if not one.wrong]
        for together in sorted(self._lacks, key=len, reverse=True):
            self._grant(together, statements, unchanged)
        for one in _last_somewhere(statements, self._gone, self._gained):
            self._gone.discard(_path_of(one))
            self.left.append(f"{one.title}: its policy has no other in some forms: take the policy away there by hand")
        for whole in dict.fromkeys(cases[0].role.stack.whole for cases in self.roles.values()):
            self._take_away(whole)
        return self

    def _rewrite(self, one: Held) -> None:
        """Edit a statement into the first of what it should be, and let its roles lack the others."""
        path = _path_of(one)
        who = [use.case.name for use in one.uses if not use.case.ever.complete]
        if others := list(dict.fromkeys((*who, *strangers(one)))):
            self.left.append(f"{one.title}: it is not known what {' and '.join(others)} may need of it: cut it by hand")
            return
        wanted = merged(needed for use in one.uses for needed in use.needed)
        edits = reworded(one, wanted[0]) if wanted else []
        unsaid = [needed for needed in wanted[1:] if expressed(needed, [use.case for use in one.uses], "") is None]
        unsaid.extend(wanted[:1] if edits is None else ())
        names = {name for needed in unsaid for name in needed.actions}
        names.update(name for use in one.uses for name in _open(use.case) if has_action(use.written, name))
        if names or edits is None:
            named = ", ".join(sorted(names))
            self.left.append(f"{one.title}: the template has no expression for the resource of {named}")
            return
        if not wanted:
            self._gone.add(path)
        self.edits.extend(edits)
        self._lack(one.roles, wanted[1:])

    def _lack(self, roles: Roles, grants: Sequence[Grants]) -> None:
        if grants:
            self._lacks.setdefault(roles, []).extend(grants)
            for role in sorted(roles):  # where no document is theirs together
                self._lacks.setdefault(frozenset((role,)), [])

    def _grant(self, roles: Roles, statements: Sequence[Held], unchanged: list[Held]) -> None:
        """Grant roles what they lack, in a document that just these have."""
        cases = [case for role in sorted(roles) for case in self.roles[role]]
        grants = [one for one in merged(self._lacks[roles]) if not self._widened(one, cases, unchanged)]
        place = home(statements, cases)
        if place is None and len(roles) > 1:
            for role in sorted(roles):
                self._lack(frozenset((role,)), grants)
            return
        bodies = list(self._written(grants, cases, [one for one in statements if one.roles & roles]))
        if not bodies:
            return
        if place is not None:
            self._gained.setdefault(place, []).extend(bodies)
            return
        added = policy_added(cases[0].role.stack.whole.resources[min(roles)], bodies)
        if isinstance(added, str):
            self.left.append(f"{cases[0].name}: {added}")
        elif isinstance(added, Edit):
            self.edits.append(added)
        else:
            self._gained.setdefault(added[0], []).append(added[1])

    def _widened(self, grants: Grants, cases: Sequence[Case], unchanged: list[Held]) -> bool:
        """Whether the actions could be added to a statement that is, in all views, about just these resources."""
        for one in unchanged:
            written = one.first.written
            if (
                one.path
                and {id(use.case) for use in one.uses} == {id(case) for case in cases}
                and written.effect == "Allow"
                and written.actions is not None
                and all(use.written.actions == written.actions and alike(use, grants) for use in one.uses)
                and not any(strangers(one))
            ):
                self.edits.extend(with_actions(one, grants.actions))
                unchanged.remove(one)
                return True
        return False

    def _written(self, grants: Sequence[Grants], cases: Sequence[Case], beside: Sequence[Held]) -> Iterator[Object]:
        """The statements that are to be added, each with a Sid that none of those beside them has."""
        taken = [one.first.source.statement.sid or "" for one in beside]
        for one in grants:
            sid = sid_of(one, taken)
            taken.append(sid)
            body = expressed(one, cases, sid)
            if body is None:
                what = ", ".join(one.actions)
                self.left.append(f"{cases[0].name}: the template has no expression for the resource of {what}")
            else:
                yield body

    def _take_away(self, whole: Template) -> None:
        """Take away what goes, and add what the documents gain."""
        removal = Removal(self._gone, self._gained)
        for resource in whole.resources.values():
            path = ("Resources", resource.logical_id, "Properties")
            edits = removal.edits(resource.properties, path)
            if edits is None:
                self.left.append(f"policy {resource.logical_id!r}: nothing of it is needed, remove the resource")
            else:
                self.edits.extend(edits)


def _path_of(one: Held) -> Path:
    if one.path is None:
        statement, template = one.first.source.statement, one.first.case.role.stack.whole
        message = f"{statement.title} is in a text and cannot be rewritten in place: write a mapping"
        raise TemplateError(message, template.path, statement.mark.line, statement.mark.column)
    return one.path


def _last_somewhere(statements: Sequence[Held], gone: Collection[Path], gained: Collection[Path]) -> tuple[Held, ...]:
    """The statements that go and without which their document, which stays, would have none in some view."""
    by_document: dict[Path, list[Held]] = {}
    for one in statements:
        if one.path:
            by_document.setdefault(one.document, []).append(one)
    found: dict[Path | None, Held] = {}
    for place, some in by_document.items():
        staying = {id(use.case) for one in some if one.path not in gone for use in one.uses}
        going = [one for one in some if one.path in gone and any(id(use.case) not in staying for use in one.uses)]
        if staying and place not in gained:
            found.update((one.path, one) for one in going)
    return tuple(found.values())


def _missing(cases: Sequence[Case]) -> list[Grants]:
    """What lacks in any view; not what may be granted already, on a resource that is not known."""
    found: list[Grants] = []
    for case in cases:
        open_ = {(one.requirement, one.action) for one in undecided(case)}
        found.extend(
            Grants((name,), (resource,), requirement.conditions, (requirement,))
            for requirement, names in lacking(case)
            for name in names
            if (requirement, name) not in open_
            for resource in requirement.resources
        )
    return found


def _open(case: Case) -> Iterator[str]:
    """The actions that are needed and may be granted already, on a resource that is not known."""
    return (one.action for one in undecided(case))
