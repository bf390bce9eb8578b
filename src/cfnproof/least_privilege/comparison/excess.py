"""What a role is granted beyond its needs, statement by statement, and what to write instead."""

from collections.abc import Iterator

from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import NewAccess, new_access
from cfnproof.iam.languages import Kind, is_atom, outside, overlap
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.advice.instead import instead
from cfnproof.least_privilege.case import Case, title
from cfnproof.least_privilege.comparison.fitting import fits
from cfnproof.least_privilege.comparison.required import required, tolerated
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.undecided import undecided
from cfnproof.least_privilege.requirements.requirement import Requirement
from cfnproof.least_privilege.rules import CONDITION_TOO_BROAD, NO_CONDITION, TOO_BROAD, UNNEEDED, UNRESOLVED
from cfnproof.least_privilege.severity import less, severity_of
from cfnproof.template.suggestions import listed

_SHOWN = 12


def excess(case: Case) -> Iterator[Finding]:
    """Yield what the role's statements grant beyond its needs, those of other templates' policies included.

    Nothing of a role of which not everything is known that works with it.
    """
    if case.ever.complete:
        for found in beyond(case):
            written = case.granted.identity.policy.statements[found.index]
            yield from _Excess(case, case.granted.sources[found.index], written).findings(found)


def beyond(case: Case) -> tuple[NewAccess, ...]:
    """What the role is granted that it does not need, a statement each."""
    needed = required(case.ever.requirements, case.alphabet)
    boundary = None if case.granted.boundary is None else [case.granted.boundary]
    open_ = [(one.action, one.pattern) for one in undecided(case)]
    unknown = [(action, "*") for one in case.ever.unresolved for action in one.actions]
    return new_access([needed, tolerated([*open_, *unknown])], [case.granted.identity], new_boundary=boundary)


class _Excess:
    """Says of one statement in what it is too broad."""

    def __init__(self, case: Case, source: Source, written: WrittenStatement) -> None:
        self.case = case
        self.source = source
        self.written = written
        self._by_action: dict[str, tuple[Requirement, ...]] = {}

    def findings(self, found: NewAccess) -> Iterator[Finding]:
        open_ = [action for action in found.actions if any(map(is_atom, action))]
        yield from self._not_known(open_)
        by_action = {action: self._needing(action) for action in found.actions if action not in open_}
        unneeded = [action for action, needing in by_action.items() if not needing]
        needed = {action: needing for action, needing in by_action.items() if needing}
        if unneeded:
            yield self._unneeded(unneeded)
        broad = {action: tuple(self._beyond(action, needing)) for action, needing in needed.items()}
        yield from self._resources({action: patterns for action, patterns in broad.items() if patterns})
        narrow = {action: needing for action, needing in needed.items() if not broad[action]}
        if narrow:
            yield from self._conditions(narrow)

    def _not_known(self, actions: list[str]) -> Iterator[Finding]:
        """Actions that a parameter decides, those aside of which `unknowns` speaks."""
        told = {one.unknown for one in undecided(self.case)}
        if left := [self.case.text(action) for action in actions if action not in told]:
            named = listed(left, _SHOWN)
            message = (
                f"{title(self.source.statement)} grants {self.case.name} {named}, and it is not known which actions "
                f"that is: give the parameter a value in [[tool.cfnproof.stacks]], or write the actions out"
            )
            yield self.case.at(self.source, "Action").finding(UNRESOLVED, Severity.LOW, message)

    def _needing(self, action: str) -> tuple[Requirement, ...]:
        """The requirements with an action on something that the statement is about."""
        if action not in self._by_action:
            self._by_action[action] = tuple(
                one
                for one in self.case.ever.requirements
                if any(action.lower() == needed.lower() for needed in one.actions)
                and any(self._meets(self.case.alphabet.text(resource)) for resource in one.resources)
            )
        return self._by_action[action]

    def _meets(self, resource: str) -> bool:
        """Whether the statement is about some of what a needed resource matches."""
        if self.written.resources is None:
            return True
        return any(overlap(pattern, resource, Kind.RESOURCE) is not None for pattern in self.written.resources)

    def _beyond(self, action: str, needing: tuple[Requirement, ...]) -> Iterator[str]:
        """The statement's resources that are more than those needed for the action."""
        wanted = tuple(self.case.alphabet.text(resource) for one in needing for resource in one.resources)
        if self.written.resources is None:
            yield "all but " + ", ".join(self.written.not_resources or ())
            return
        for pattern in self.written.resources:
            rest = outside(pattern, wanted, Kind.RESOURCE)
            if rest is not None and fits(action, pattern):
                yield pattern

    def _unneeded(self, actions: list[str]) -> Finding:
        elsewhere = any(self._named_by_needs(action) for action in actions)
        where = " on these resources" if elsewhere else ""
        message = (
            f"{title(self.source.statement)} grants {self.case.name} {self._patterns(actions)}{where}, which nothing "
            f"that works with it needs: {self._instead()}"
        )
        return self.case.at(self.source, "Action", "NotAction").finding(UNNEEDED, severity_of(actions), message)

    def _patterns(self, actions: list[str]) -> str:
        """Actions as the statement names them: by its wildcards, with those that these stand for, or one by one."""
        written = self.written.actions
        if written is None:
            return f"all but {', '.join(self.written.not_actions or ())} ({listed(actions, _SHOWN)})"
        wild = [one for one in written if set(one) & set("*?")]
        named = {one.lower() for one in written}
        plain = [one for one in actions if one.lower() in named]
        others = [one for one in actions if one.lower() not in named]
        return ", ".join([*([f"{', '.join(wild)} ({listed(others, _SHOWN)})"] if others else []), *plain])

    def _named_by_needs(self, action: str) -> bool:
        return any(action in one.actions for one in self.case.ever.requirements)

    def _resources(self, broad: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
        """A finding for each of the statement's resources that is more than what some of its actions need."""
        by_pattern: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for action, patterns in broad.items():
            on = {self.case.shown(resource) for one in self._needing(action) for resource in one.resources}
            for pattern in patterns:
                by_pattern.setdefault(pattern, {}).setdefault(tuple(sorted(on)), []).append(action)
        for pattern, needed in by_pattern.items():
            only = "; ".join(
                f"{listed(actions, _SHOWN)} only on {listed(list(on), _SHOWN)}" for on, actions in needed.items()
            )
            actions = [action for some in needed.values() for action in some]
            message = (
                f"{title(self.source.statement)} grants {self.case.name} actions on {self.case.text(pattern)!r} of "
                f"which it needs {only}: {self._instead()}"
            )
            spot = self.case.at(self.source, "Resource", "NotResource")
            yield spot.finding(TOO_BROAD, severity_of(actions), message, self._needing(actions[0])[0].row.page)

    def _conditions(self, narrow: dict[str, tuple[Requirement, ...]]) -> Iterator[Finding]:
        """A condition that should narrow the statement: its key is not asked for, or more values than needed pass."""
        present = {one.key.lower() for one in self.written.conditions}
        seen: set[str] = set()
        for action, needing in narrow.items():
            wanted = [one for requirement in needing for one in requirement.conditions]
            lacking = [one for one in wanted if one.key.lower() not in present]
            for one in lacking or wanted:
                if one.key in seen:
                    continue
                seen.add(one.key)
                rule = NO_CONDITION if lacking else CONDITION_TOO_BROAD
                values = listed(
                    sorted({self.case.shown(v) for w in wanted if w.key == one.key for v in w.values}), _SHOWN
                )
                what = (
                    f"without the condition {one.operator} {one.key}, which is {values} in what is needed"
                    if lacking
                    else f"with more values of {one.key} than the needed {values}"
                )
                message = f"{title(self.source.statement)} grants {self.case.name} {action} {what}: {self._instead()}"
                spot = self.case.at(self.source, "Condition", "Effect")
                yield spot.finding(rule, less(severity_of(narrow)), message, needing[0].row.page)

    def _instead(self) -> str:
        return instead(self.case, self.written)
