"""One role in one view of its project: all that the comparisons ask for, and how they report."""

from collections.abc import Iterator
from dataclasses import dataclass

from cfnproof.findings import Finding, Place, Severity
from cfnproof.least_privilege.comparison.alphabet import Alphabet
from cfnproof.least_privilege.comparison.granted import Granted, granted
from cfnproof.least_privilege.comparison.sources import Source
from cfnproof.least_privilege.comparison.statements import Translator
from cfnproof.least_privilege.needs import Needs, Project
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.waiting import waiting_for
from cfnproof.least_privilege.projects.writer import Writer
from cfnproof.least_privilege.rules import GATE, Rule
from cfnproof.structural.policy_documents.documents import Statement
from cfnproof.template.expressions import Parts
from cfnproof.template.nodes import Mark


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and the resource that it belongs to."""

    place: Place
    element: str

    def finding(self, rule: Rule, severity: Severity, message: str, page: str = "") -> Finding:
        """A finding here; its page is the rule's where no other is given."""
        return Finding(rule.id, GATE, severity, message, self.place, self.element, page or rule.help)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A role, what it needs and what it has; `ever` is what it needs in any view of its stack's template.

    `writer` writes what may stand in the role's policies, `words` what messages say.
    """

    project: Project
    role: Located
    needs: Needs
    ever: Needs
    alphabet: Alphabet
    translator: Translator
    granted: Granted
    writer: Writer
    words: Writer

    @classmethod
    def of(cls, role: Located, needs: Needs, ever: Needs, project: Project) -> "Case":
        """The case of a role of the project."""
        alphabet = Alphabet()
        translator = Translator(project.site.resolver, alphabet)
        found = granted(role, project.site, translator)
        waiting = waiting_for(role.resource.logical_id, role.stack.template)
        writer = Writer(project.site.resolver, role.stack, without=waiting)
        words = Writer(project.site.resolver, role.stack)
        return cls(project, role, needs, ever, alphabet, translator, found, writer, words)

    @property
    def arn(self) -> Parts:
        """The role's ARN."""
        return self.project.site.resolver.arn(self.role.resource, self.role.stack)

    @property
    def name(self) -> str:
        """How messages call the role."""
        return f"role {self.role.resource.logical_id!r}"

    def shown(self, value: Parts) -> str:
        """A value as messages show it."""
        return self.words.shown(value)

    def text(self, text: str) -> str:
        """A text of the alphabet as messages show it."""
        return self.shown(self.alphabet.value(text))

    def at(self, source: Source, *elements: str) -> Spot:
        """The first of a statement's elements that it has."""
        place = self.project.site.place(source.located.stack, source.statement.mark_of(*elements))
        return Spot(place, source.located.resource.logical_id)

    def in_role(self, mark: Mark | None = None) -> Spot:
        """A place in the role; where it begins if none is given."""
        role = self.role
        return Spot(self.project.site.place(role.stack, mark or role.resource.mark), role.resource.logical_id)

    def own(self) -> Iterator[tuple[int, Source]]:
        """The statements of the role's template, with their positions in the identity policy."""
        for index, source in enumerate(self.granted.sources):
            if source.located.stack.name == self.role.stack.name:
                yield index, source


def title(statement: Statement) -> str:
    """How messages call a statement."""
    return f"{statement.title} of policy {statement.policy!r}"
