"""Compare what each role of a template needs with what it is granted, in every view of the project.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cfnproof.findings import Finding, Place
from cfnproof.least_privilege.case import Case
from cfnproof.least_privilege.comparison.escalation import escalation
from cfnproof.least_privilege.comparison.excess import excess
from cfnproof.least_privilege.comparison.foreign import foreign
from cfnproof.least_privilege.comparison.keys import key_policies
from cfnproof.least_privilege.comparison.missing import missing
from cfnproof.least_privilege.comparison.mistakes import mistakes
from cfnproof.least_privilege.comparison.trust import trust
from cfnproof.least_privilege.comparison.unknowns import unknowns
from cfnproof.least_privilege.needs import Needs, Project, united
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.stacks import Stack, stacks_of
from cfnproof.least_privilege.rules import RULES
from cfnproof.structural.policy_documents.sites import ROLE
from cfnproof.template.model import Template
from cfnproof.template.nodes import marks

COMPARISONS: Final[tuple[Callable[[Case], Iterable[Finding]], ...]] = (
    *(missing, excess, trust, key_policies),
    *(mistakes, escalation, unknowns),
)
"""Everything that is looked at for a role."""


def examine(template: Template) -> tuple[Finding, ...]:
    """Return what is found in a template: each thing once, in the text's order.

    What is missing in one view is reported. What is granted too much must be so for each of the template's stacks that
    has the statement, in one of its forms: a role's needs are those of all forms together.
    Raises CfnproofError for settings, tables or other templates of the project that cannot be read.
    """
    by_view: dict[int, list[Case]] = {}
    projects = _views(template)
    for number, case in _cases(projects):
        by_view.setdefault(number, []).append(case)
    views = [_View.of(project, stack, by_view.get(number, [])) for number, (project, stack) in enumerate(projects)]
    found = dict.fromkeys(one for view in views for one in view.findings if not RULES[one.rule].excess)
    found.update(dict.fromkeys(one for some in _excess(views).values() for one in some))
    return tuple(sorted(found, key=lambda one: (one.place.line, one.place.column, one.rule, one.message)))


def _excess(views: Sequence["_View"]) -> Mapping[tuple[str, Place], tuple[Finding, ...]]:
    """What is granted too much, by rule and place, in the words of the view that has most to say there."""
    found: dict[tuple[str, Place], tuple[Finding, ...]] = {}
    by_stack: dict[str, list[_View]] = {}
    for view in views:
        by_stack.setdefault(view.stack, []).append(view)
    for view in views:
        by_place: dict[tuple[str, Place], list[Finding]] = {}
        for one in view.findings:
            if RULES[one.rule].excess and all(_agree(some, one) for some in by_stack.values()):
                by_place.setdefault((one.rule, one.place), []).append(one)
        for key, some in by_place.items():
            if len(some) > len(found.get(key, ())):
                found[key] = tuple(dict.fromkeys(some))
    return found


def _agree(views: Sequence["_View"], finding: Finding) -> bool:
    """Whether a view of a stack has a finding too, or none of them the statement that it is about."""
    return any((finding.rule, finding.place) in view.subjects for view in views) or not any(
        view.has(finding) for view in views
    )


def cases(template: Template) -> Iterator[Case]:
    """The roles of a template in every view of it."""
    yield from (case for _, case in _cases(_views(template)))


def _views(template: Template) -> tuple[tuple[Project, Stack], ...]:
    return tuple((Project.of(stacks), stack) for stacks, stack in stacks_of(template).views(template.path))


def _cases(views: Sequence[tuple[Project, Stack]]) -> Iterator[tuple[int, Case]]:
    """The cases by the position of their view. What a role needs in one view of its stack, it has in all."""
    found: dict[tuple[str, str], list[tuple[int, Located, Needs]]] = {}
    for number, (project, stack) in enumerate(views):
        roles = tuple(stack.template.of_type(ROLE))
        needs = project.needs() if roles else {}
        for role in roles:
            own = needs.get(project.site.resolver.arn(role, stack), Needs())
            found.setdefault((stack.name, role.logical_id), []).append((number, Located(stack, role), own))
    for seen in found.values():
        ever = united(own for _, _, own in seen)
        for number, located, own in seen:
            yield number, Case.of(located, own, ever, views[number][0])


@dataclass(frozen=True, slots=True)
class _View:
    """What is found in one view of a template."""

    stack: str
    template: Template
    findings: tuple[Finding, ...]
    subjects: frozenset[tuple[str, Place]]

    @classmethod
    def of(cls, project: Project, stack: Stack, cases_: Sequence[Case]) -> "_View":
        """The view of a stack, with the cases of its roles."""
        found = [*foreign(stack, project.site)]
        found.extend(finding for case in cases_ for look in COMPARISONS for finding in look(case))
        subjects = frozenset((one.rule, one.place) for one in found)
        return cls(stack.name, stack.template, tuple(found), subjects)

    def has(self, finding: Finding) -> bool:
        """Whether what a finding is about is in the view."""
        resource = self.template.resources.get(finding.element or "")
        place = (finding.place.line, finding.place.column)
        return resource is not None and any((mark.line, mark.column) == place for mark in marks(resource.body))
