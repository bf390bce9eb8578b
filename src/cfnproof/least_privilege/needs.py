"""What every role of a project's stacks needs, by the role's ARN."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from cfnproof.config import Config
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.stacks import Stacks
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unit, Unresolved, Workload
from cfnproof.least_privilege.requirements.rows import Table, tables
from cfnproof.least_privilege.workloads import event_targets, machines, models, pipelines
from cfnproof.least_privilege.workloads.declared import scope_of
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.policy_documents.sites import ROLE, ROLE_POLICIES
from cfnproof.template.expressions import Parts
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence, items
from cfnproof.template.suggestions import nearest

READERS: Final[tuple[ModuleType, ...]] = (pipelines, machines, event_targets, models)
"""The modules that read workloads; each has `TYPES`, whose resources it knows all roles of, and `workloads`."""

DECLARED: Final = "roles"
"""The table with what roles need whose workload cannot be read: its units are `<file's stem>.<logical id>`."""

FOLDER: Final = Path("policies/requirements")
_KNOWN: Final = frozenset(kind for reader in READERS for kind in reader.TYPES)
_NAMES_ROLES: Final = ("role", "roles", "rolearn", "rolearns")
"""How the names of properties end whose values are roles, by ARN or by name."""
_NO_SETTINGS: Final = frozenset(
    {"Environment", "EnvironmentVariables", "Tags", "Parameters", "DefinitionSubstitutions"}
)
"""Properties whose entries are named by users: a value there is not what the resource works with."""
_HANDS_OVER: Final = "iam:PassRole"
_PAGE: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html"


@dataclass(frozen=True, slots=True)
class Needs:
    """What one role needs. `trusts` are the requirements of its trust policy, `requirements` all others."""

    requirements: tuple[Requirement, ...] = ()
    trusts: tuple[Requirement, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything that works with the role is known, be it with open values."""
        return bool(self.requirements or self.trusts) and all(one.actions for one in self.unresolved)


def united(needs: Iterable[Needs]) -> Needs:
    """What is needed in any of several views, each thing once."""
    found = tuple(needs)
    return Needs(
        _once(one for each in found for one in each.requirements),
        _once(one for each in found for one in each.trusts),
        tuple(dict.fromkeys(one for each in found for one in each.unresolved)),
    )


def _once(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return tuple({(one.row.id, one.unit.title, one.resources, one.conditions): one for one in requirements}.values())


@dataclass(frozen=True, slots=True)
class Project:
    """A project's stacks with the means to work out their values."""

    stacks: Stacks
    site: Site
    tables: Mapping[str, Table]

    @classmethod
    def of(cls, stacks: Stacks) -> "Project":
        """The project of these stacks, with the shipped tables and its own."""
        return cls(stacks, Site.of(stacks), tables(own_folder(stacks.config)))

    def needs(self) -> Mapping[Parts, Needs]:
        """The needs of all roles, those of the project's stacks and any other that something works with."""
        by_role: dict[Parts, list[Requirement | Unresolved]] = {}
        for workload in self._workloads():
            found = by_role.setdefault(workload.role, [])
            found.extend(workload.unresolved)
            for unit in workload.units:
                found.extend(expand(unit, self.tables))
        for role, unknown in self._handed_over(by_role):
            by_role.setdefault(role, []).append(unknown)
        for located in self.site.index.of_type(ROLE):
            arn = self.site.resolver.arn(located.resource, located.stack)
            others = list(self._others(located, arn, known=arn in by_role))
            by_role.setdefault(arn, []).extend(others)
        return {role: _sorted(found) for role, found in by_role.items()}

    def _handed_over(
        self, by_role: Mapping[Parts, list[Requirement | Unresolved]]
    ) -> Iterator[tuple[Parts, Unresolved]]:
        """The roles that something passes to a service, of whose work with them nothing else is known."""
        passed = {
            (resource, one)
            for found in by_role.values()
            for one in found
            if isinstance(one, Requirement) and _HANDS_OVER in one.actions
            for resource in one.resources
        }
        for role, one in passed:
            located = self.site.index.at(role)
            if located is not None and role not in by_role and not self._is_declared(located):
                service = next((_text(wanted.values) for wanted in one.conditions), "the service")
                what = f"what {service} does with the role that {one.unit.title} hands it"
                advice = f"declare it in the unit '{_unit_name(located)}' of {FOLDER / DECLARED}.yaml"
                yield role, Unresolved(one.unit.title, what, advice, one.unit.place, _PAGE)

    def _workloads(self) -> Iterator[Workload]:
        for stack in self.stacks.by_name.values():
            for reader in READERS:
                yield from reader.workloads(stack, self.site)

    def _others(self, role: Located, arn: Parts, *, known: bool) -> Iterator[Requirement | Unresolved]:
        """What is declared of a role, else what works with it that cannot be read."""
        unit_name = _unit_name(role)
        place = self.site.place(role.stack, role.resource.mark)
        if self._is_declared(role):
            title = f"role {role.resource.logical_id!r}"
            yield from expand(Unit(DECLARED, unit_name, scope_of(role, self.site), title, place), self.tables)
            return
        users = list(self._users(arn, self.site.resolver.name(role.resource, role.stack)))
        advice = f"declare it in the unit {unit_name!r} of {FOLDER / DECLARED}.yaml"
        if meant := self._misspelt(unit_name):
            advice += f", which has a unit {meant!r} for no role"
        for user in users:
            title = f"{user.resource.type} {user.resource.logical_id!r}"
            yield Unresolved(title, f"what {title} does with the role", advice, place, _PAGE)
        if not users and not known:
            yield Unresolved("", "who works with the role, and what for: nothing in the project", advice, place, _PAGE)

    def _misspelt(self, unit_name: str) -> str | None:
        """A declared unit that is no role's, and whose name is nearly that of a role's."""
        table = self.tables.get(DECLARED)
        roles = {_unit_name(one) for one in self.site.index.of_type(ROLE)}
        return nearest(unit_name, set(table.units) - roles) if table else None

    def _is_declared(self, role: Located) -> bool:
        table = self.tables.get(DECLARED)
        return table is not None and _unit_name(role) in table.units

    def _users(self, arn: Parts, name: Parts) -> Iterator[Located]:
        """The resources that name a role, by its ARN or name, and whose work with it no reader knows."""
        resolver = self.site.resolver
        for located in self.site.index.all():
            resource = located.resource
            if resource.type in _KNOWN or resource.type in ROLE_POLICIES or resource.type == ROLE:
                continue
            named = (value for node in _roles(resource) for value in resolver.nodes(node, located.stack))
            if any(value in {arn, name} for value in named):
                yield located


def _unit_name(role: Located) -> str:
    """What a role's unit is called in the table of what is declared."""
    return f"{role.stack.path.stem}.{role.resource.logical_id}"


def _text(values: Iterable[Parts]) -> str:
    """Values as a message shows them."""
    return ", ".join("".join(map(str, value)) for value in values)


def own_folder(config: Config) -> Path:
    """Where a project's own tables stand."""
    return config.root / FOLDER


def _roles(resource: Resource) -> Iterator[Node]:
    """The values of the properties that name roles by their names."""
    yield from _named_roles(resource.properties)


def _named_roles(node: Node) -> Iterator[Node]:
    match node:
        case Object():
            for entry in node.entries:
                yield from _of_entry(entry)
        case Sequence():
            for item in node.items:
                yield from _named_roles(item)
        case Intrinsic() | Scalar():
            return


def _of_entry(entry: Entry) -> Iterator[Node]:
    if entry.key in _NO_SETTINGS:
        return
    if entry.key.lower().endswith(_NAMES_ROLES):
        yield from (item for item in items(entry.value) if isinstance(item, Intrinsic | Scalar))
    yield from _named_roles(entry.value)


def _sorted(found: Iterable[Requirement | Unresolved]) -> Needs:
    requirements = tuple(one for one in found if isinstance(one, Requirement))
    return Needs(
        tuple(one for one in requirements if not one.row.principal),
        tuple(one for one in requirements if one.row.principal),
        tuple(dict.fromkeys(one for one in found if isinstance(one, Unresolved))),
    )
