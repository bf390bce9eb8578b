"""What in a statement can never have an effect, or more than meant, whatever the role is for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from cfnproof.findings import Finding, Severity
from cfnproof.iam.calls.reference import action_of, reference_of
from cfnproof.iam.languages import is_atom
from cfnproof.iam.policy.written import WrittenStatement
from cfnproof.least_privilege.case import Case, title
from cfnproof.least_privilege.comparison.actions import matching
from cfnproof.least_privilege.comparison.fitting import fits
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.strange_keys import likely, strange_keys
from cfnproof.least_privilege.rules import NEVER_MATCHES, UNKNOWN_ACTION, UNKNOWN_KEY, WILDCARD, Rule
from cfnproof.least_privilege.severity import severity_of
from cfnproof.template.suggestions import did_you_mean, listed

_AFTER_SERVICE: Final = 3
"""The fields of an ARN that follow the service begin here."""
_SHOWN: Final = 6
_NEAR: Final = 0.9


def mistakes(case: Case) -> Iterator[Finding]:
    """Yield them for each statement of the role's template."""
    for index, source in case.own():
        checked = _Checked(case, source, case.granted.identity.policy.statements[index])
        yield from checked.unknown_actions()
        yield from checked.never_matching()
        yield from checked.unknown_keys()
        if not case.ever.complete:
            yield from checked.wildcards()


def mistaken(case: Case) -> Iterator[int]:
    """The positions of the statements of the role's template that have one, wildcards aside."""
    for index, source in case.own():
        checked = _Checked(case, source, case.granted.identity.policy.statements[index])
        if any(True for found in (checked.unknown_actions(), checked.never_matching()) for _ in found):
            yield index


@dataclass(frozen=True, slots=True)
class _Checked:
    """A statement that is being looked at."""

    case: Case
    source: Source
    written: WrittenStatement

    @property
    def _allows(self) -> bool:
        return self.written.effect == "Allow"

    def _found(self) -> Iterator[str]:
        """The actions that the statement names, those of patterns included."""
        for pattern in self.written.actions or ():
            yield from matching(pattern) or ()

    def unknown_actions(self) -> Iterator[Finding]:
        listed = self.written.actions or self.written.not_actions or ()
        for pattern in listed:
            found = matching(pattern)
            if found or pattern == "*" or any(map(is_atom, pattern)):
                continue
            prefix, _, name = pattern.partition(":")
            reference = reference_of(prefix.lower())
            if reference is None and set(prefix) & set("*?"):
                continue
            known = [] if reference is None else [one.name for one in reference.actions.values()]
            hint = (
                (_meant(f"{prefix}:{name}", known) or "see the service's page") if known else f"no service {prefix!r}"
            )
            message = f"{title(self.source.statement)} names {pattern!r}, and there is no such action: {hint}"
            yield self._finding(UNKNOWN_ACTION, Severity.MEDIUM, message, "Action", "NotAction")

    def never_matching(self) -> Iterator[Finding]:
        resources = self.written.resources
        if resources is None or not self._allows:
            return
        actions = tuple(dict.fromkeys(self._found()))
        lost = [one for one in actions if not any(fits(one, pattern) for pattern in resources)]
        named = [one for one in lost if one.lower() in {each.lower() for each in self.written.actions or ()}]
        if named:
            kinds = sorted({kind for one in named if (action := action_of(one)) for kind in action.types})
            shown = ", ".join(self.case.text(pattern) for pattern in resources)
            on = f"resources of the types {', '.join(kinds)}" if kinds else "'*'"
            message = (
                f"{title(self.source.statement)} grants {', '.join(named)} on {shown!r}, which never matches: the "
                f"action is asked for on {on}"
            )
            yield self._finding(NEVER_MATCHES, Severity.MEDIUM, message, "Resource")
        for pattern in resources:
            if actions and not any(fits(one, pattern) for one in actions) and len(lost) < len(actions):
                message = (
                    f"{title(self.source.statement)} names the resource {self.case.text(pattern)!r}, on which none of "
                    f"its actions is ever asked for: remove it"
                )
                yield self._finding(NEVER_MATCHES, Severity.LOW, message, "Resource")

    def unknown_keys(self) -> Iterator[Finding]:
        """Conditions on keys that no request for the statement's actions has."""
        for key in strange_keys(self.written):
            names = ", ".join(sorted(self._found())[:_SHOWN])
            never = "never matches" if self._allows else "may never match"
            do = did_you_mean(key, likely(key, self.written), "remove the condition or the actions")
            message = (
                f"{title(self.source.statement)} has a condition on {key!r}, a key that no request for {names} has, so "
                f"that it {never}: {do}"
            )
            yield self._finding(UNKNOWN_KEY, Severity.MEDIUM, message, "Condition")

    def wildcards(self) -> Iterator[Finding]:
        """Resources that are not named though they could be, of a role whose needs are not known."""
        whole = self.written.not_resources is not None or any(map(_is_whole, self.written.resources or ()))
        if not self._allows or not whole:
            return
        if self.written.actions is None or any(matching(one) is None for one in self.written.actions):
            actions = [", ".join(self.written.actions or ("NotAction",))]
            severity = Severity.HIGH
        else:
            actions = [one for one in self._found() if (action := action_of(one)) and action.types]
            severity = severity_of(actions)
        if actions:
            message = (
                f"{title(self.source.statement)} grants {listed(actions, _SHOWN)} on every resource: name the resources"
            )
            yield self._finding(WILDCARD, severity, message, "Resource", "NotResource")

    def _finding(self, rule: Rule, severity: Severity, message: str, *elements: str) -> Finding:
        return self.case.at(self.source, *elements).finding(rule, severity, message)


def _meant(name: str, known: Sequence[str]) -> str | None:
    """The action that was meant, where only a letter or two are wrong: another one may allow much more."""
    near = get_close_matches(name, known, n=1, cutoff=_NEAR)
    return f"did you mean {near[0]!r}?" if near else None


def _is_whole(pattern: str) -> bool:
    """Whether a pattern matches all resources, or all of a service: `*`, `arn:*`, `arn:aws:s3:::*`."""
    return (
        pattern.endswith("*")
        and set(pattern.split(":")[_AFTER_SERVICE:]) <= {"", "*"}
        and (pattern == "*" or pattern.startswith("arn:"))
    )
