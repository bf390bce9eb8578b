"""The paths that are looked for in policies, and what is found."""

from dataclasses import dataclass
from typing import Final

PASSING: Final = "iam:PassRole"
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Path:
    """A row of the tables of paths; paths_identities.yaml explains the fields.

    `actions` has, for each action that is needed, the alternatives, as the Service Authorization Reference writes them.
    """

    id: str
    title: str
    actions: tuple[tuple[str, ...], ...]
    passes: tuple[str, ...]
    types: frozenset[str]
    others: bool
    wide: bool
    closes: frozenset[str]
    severity: str
    page: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A statement that allows an action of a path. `statement` counts from 0; `sid` is empty where there is none.

    `resources` are those of the statement's patterns, as written, that match a resource of the action which is not
    denied. Under NotResource that is `*`, and `excepted` has the patterns that the statement leaves out.
    `whole` is whether a resource of any name is allowed, in one account and Region at least, as with `*`, `role/*` and
    NotResource. Otherwise the statement names particular resources, or some that have a part of their names in common.
    `services` are, of iam:PassRole alone, the principals of the path that the statement lets the role be passed to.
    """

    action: str
    policy: str
    statement: int
    sid: str
    resources: tuple[str, ...]
    excepted: tuple[str, ...]
    whole: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """A path that policies leave open, and every statement that allows an action of it, in the path's order."""

    path: Path
    grants: tuple[Grant, ...]

    @property
    def whole(self) -> bool:
        """Whether each action that is needed is allowed on any resource."""
        return all(any(grant.whole for grant in self.grants if grant.action in one_of) for one_of in self.path.actions)

    @property
    def passed(self) -> tuple[Grant, ...]:
        """The statements that let a role be passed; none where the path passes none."""
        return tuple(grant for grant in self.grants if grant.action == PASSING)
