"""What the policies of a project newly allow, against another revision of it: CheckNoNewAccess without AWS.

Decided on what the policies match, so that the same access in other words is none.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import TemplateError
from cfnproof.findings import Finding, Severity
from cfnproof.iam.access import NamedPolicy, NewAccess, Witness, new_access
from cfnproof.iam.policy.parsing import VERSIONS
from cfnproof.iam.policy.written import WrittenPolicy
from cfnproof.least_privilege.changes.policies import Owned, Side, policies_of
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.comparison.sources import NotRead
from cfnproof.least_privilege.projects.stacks import Stack, loaded, stacks_of
from cfnproof.least_privilege.projects.writer import Writer
from cfnproof.least_privilege.severity import severity_of
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.template.model import Template
from cfnproof.template.suggestions import listed

GATE: Final = "iam diff"
NEW_ACCESS: Final = "new-access"
NOT_COMPARED: Final = "policy-not-compared"
RULES: Final = frozenset({NEW_ACCESS, NOT_COMPARED})
HELP: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html"
_SHOWN: Final = 8
_NONE: Final = NamedPolicy("none", WrittenPolicy(VERSIONS[-1], has_version=True, statements=()))


@dataclass(frozen=True, slots=True)
class _View:
    """One view of a template's stack; `words` says what values are in it."""

    stack: Stack
    site: Site
    words: Writer


def new_access_in(template: Template, before: Path | None) -> Iterator[Finding]:
    """Yield what a template newly allows; `before` is its file as it was, None where there was none.

    Raises CfnproofError for what cannot be read, on either side.
    """
    found: dict[Finding, None] = {}
    olds = list(_views(loaded(before))) if before is not None else []
    for view in _views(template):
        old = _matching(view, olds)
        found.update(dict.fromkeys(_compared(view, old)))
    yield from sorted(found, key=lambda one: (one.place.line, one.rule, one.message))


def _views(template: Template) -> Iterator[_View]:
    for stacks, stack in stacks_of(template).views(template.path):
        site = Site.of(stacks)
        yield _View(stack, site, Writer(site.resolver, stack))


def _matching(view: _View, olds: Sequence[_View]) -> _View | None:
    """The view of the other revision in which the same stack has the same resources, as far as possible."""
    same = [old for old in olds if old.stack.name == view.stack.name] or list(olds)
    ours = set(view.stack.template.resources)
    return min(same, key=lambda old: len(ours ^ set(old.stack.template.resources)), default=None)


def _compared(view: _View, old: _View | None) -> Iterator[Finding]:
    alphabet = Alphabet()
    before = policies_of(old.stack, old.site, alphabet) if old is not None else {}
    for key, owned in policies_of(view.stack, view.site, alphabet).items():
        yield from _Comparison(view, alphabet, owned, before.get(key)).findings()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The policies of one owner on both sides."""

    view: _View
    alphabet: Alphabet
    owned: Owned
    before: Owned | None

    def findings(self) -> Iterator[Finding]:
        had = {(one.value, one.reason) for one in self.before.not_read} if self.before else set()
        for policy in self.owned.not_read:
            if (policy.value, policy.reason) not in had:
                yield self._not_compared(policy)
        for found in new_access(
            [self.before.policy if self.before else _NONE],
            [self.owned.policy],
            old_boundary=_boundary(self.before),
            new_boundary=_boundary(self.owned),
        ):
            yield self._new(found)

    def _new(self, found: NewAccess) -> Finding:
        statement = self.owned.statements[found.index]
        actions = listed(list(map(self._shown, found.actions)), _SHOWN)
        unsure = "" if found.confirmed else "may "
        message = (
            f"{statement.title} of {self.owned.title} {unsure}newly allow{'' if unsure else 's'} {actions}, "
            f"for example {self._example(found.witness)}"
        )
        return Finding(
            NEW_ACCESS,
            GATE,
            Severity.HIGH if self.owned.side is not Side.IDENTITY else severity_of(found.actions),
            message,
            self.owned.places[found.index],
            statement.resource,
            HELP,
        )

    def _example(self, witness: Witness) -> str:
        who = f"{self._shown(witness.principal.name)} " if witness.principal else ""
        context = ", ".join(
            f"{key} {self._shown(value if isinstance(value, str) else ', '.join(value))}"
            for key, value in witness.context.items()
        )
        asked = f"{who}{self._shown(witness.action)} on {self._shown(witness.resource)!r}"
        return f"{asked} with {context}" if context else asked

    def _shown(self, text: str) -> str:
        return self.view.words.shown(self.alphabet.value(text))

    def _not_compared(self, policy: NotRead) -> Finding:
        message = (
            f"{self.owned.title} newly has {self.view.words.shown(policy.value)!r}, which {policy.reason}, so that "
            f"what it allows was not compared: write what is needed into the template"
        )
        return Finding(NOT_COMPARED, GATE, Severity.HIGH, message, policy.place, self.owned.owner, HELP)


def _boundary(owned: Owned | None) -> list[NamedPolicy] | None:
    return None if owned is None or owned.boundary is None else [owned.boundary]


def template_before(path: Path, root: Path, base: Path) -> Path | None:
    """Where a template of the project is in the other revision's folder, None where it is not there.

    Raises TemplateError for a template outside of the project.
    """
    try:
        below = path.resolve().relative_to(root.resolve())
    except ValueError as error:
        raise TemplateError(f"lies outside of the project {root}: it has no other revision", path) from error
    found = base / below
    return found if found.is_file() else None
