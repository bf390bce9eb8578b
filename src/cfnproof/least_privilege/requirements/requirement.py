"""A requirement: what somebody needs of a role, with the row that says so; and what could not be worked out."""

from dataclasses import dataclass

from cfnproof.findings import Place
from cfnproof.least_privilege.requirements.rows import Row
from cfnproof.least_privilege.requirements.scope import Scope
from cfnproof.template.expressions import Parts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request has for a condition key, and the operator that a grant narrows itself to it with."""

    operator: str
    key: str
    values: tuple[Parts, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing of a workload that needs something, as an action of a pipeline.

    `kind` and `name` say which rows are about it; `title` is how a message calls it, `place` where it stands.
    """

    kind: str
    name: str
    scope: Scope
    title: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Requirement:
    """What a unit needs: the row's actions on each of `resources`, in requests that have what `conditions` say.

    Requests have what `carries` says, too, but a grant need not be narrowed to it.
    """

    row: Row
    unit: Unit
    resources: tuple[Parts, ...]
    conditions: tuple[Wanted, ...]
    carries: tuple[Wanted, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions."""
        return self.row.actions


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something that a unit needs, or may need, of which a value is not known.

    `actions` are those that are needed on a resource that is not known; none where nothing is known of what is needed.
    """

    title: str
    what: str
    advice: str
    place: Place
    page: str
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """What works with one role: `role` is the role's ARN, `units` are what it does, the unit `trust` among them."""

    role: Parts
    title: str
    units: tuple[Unit, ...]
    place: Place
    unresolved: tuple[Unresolved, ...] = ()
