"""Which documented paths to more privileges some policies leave open.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from cfnproof.iam.access import NamedPolicy
from cfnproof.iam.escalation.conditions import Attempt, attempts
from cfnproof.iam.escalation.model import Escalation, Grant, Path
from cfnproof.iam.escalation.paths import all_paths
from cfnproof.iam.escalation.resources import Space, action_of, space_of
from cfnproof.iam.escalation.statements import Stated, Statements
from cfnproof.iam.languages import Language


def escalations(policies: Sequence[NamedPolicy]) -> tuple[Escalation, ...]:
    """The paths that are open to a principal that has the policies, in the tables' order.

    The policies are the identity-based ones of one principal, which count together; a boundary, or policies of the
    organization, are not looked at. A path is closed where an action of it is allowed by no statement, where conditions
    on the keys that can close it leave no way, or where what is allowed is denied: by statements without conditions, or
    with such as every request on the path meets. Nothing is assumed of the account: a path that takes a role, a stack
    or an instance of some kind is open even if there is none.
    """
    search = _Search(Statements.of(policies))
    return tuple(found for path in all_paths() if (found := search.along(path)) is not None)


@dataclass(frozen=True, slots=True)
class _Left:
    """What a statement allows when all that is denied is taken away: `whole` is whether a resource of any name is."""

    patterns: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Search:
    """A search through the statements of a principal's policies. What paths have in common is looked up once."""

    statements: Statements
    _about: dict[str, Statements] = field(default_factory=dict)
    _left: dict[Hashable, _Left] = field(default_factory=dict)

    def along(self, path: Path) -> Escalation | None:
        """What opens a path, None if it is closed."""
        if not all(any(self._statements_about(action).allows for action in one_of) for one_of in path.actions):
            return None
        grants: list[Grant] = []
        for one_of in path.actions:
            found = [grant for action in one_of for grant in self._grants(path, action)]
            if not any(grant.whole or not path.wide for grant in found):
                return None
            grants += found
        return Escalation(path, tuple(grants))

    def _statements_about(self, action: str) -> Statements:
        if action not in self._about:
            self._about[action] = self.statements.about(action)
        return self._about[action]

    def _grants(self, path: Path, action: str) -> Iterator[Grant]:
        about = self._statements_about(action)
        if not about.allows:
            return
        tried = [(attempt, about.denying(attempt)) for attempt in attempts(path, action_of(action))]
        space = space_of(action, path.types)
        for stated in about.allows:
            ways = [
                (attempt, left)
                for attempt, denying in tried
                if stated.may_apply(attempt) and (left := self._what_is_left(stated, denying, space, path)).patterns
            ]
            if ways:
                yield _grant(action, stated, ways)

    def _what_is_left(self, stated: Stated, denying: Sequence[Stated], space: Space, path: Path) -> _Left:
        key = (stated.place, tuple(each.place for each in denying), space, path.others)
        if key not in self._left:
            self._left[key] = _left(stated, denying, space, others=path.others)
        return self._left[key]


def _left(stated: Stated, denying: Sequence[Stated], space: Space, *, others: bool) -> _Left:
    not_denied = [~each.denied(space, others=others) for each in denying]
    patterns = tuple(
        pattern
        for pattern, allowed in stated.allowed(space, others=others)
        if Language.all_of((space.resources, allowed, *not_denied)).shortest() is not None
    )
    whole = any(
        stated.is_for(example, others=others) and not any(each.is_for(example, others=others) for each in denying)
        for example in space.examples
    )
    return _Left(patterns, whole)


def _grant(action: str, stated: Stated, ways: Sequence[tuple[Attempt, _Left]]) -> Grant:
    """What a statement grants in some ways."""
    services = dict.fromkeys(attempt.service for attempt, _ in ways)
    return Grant(
        action=action,
        policy=stated.policy,
        statement=stated.written.index,
        sid=stated.written.sid,
        resources=tuple(dict.fromkeys(pattern for _, left in ways for pattern in left.patterns)),
        excepted=stated.written.not_resources or (),
        whole=any(left.whole for _, left in ways),
        services=tuple(service for service in services if service is not None),
    )
