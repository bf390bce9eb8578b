"""What every check of a definition is given, and what it yields."""

from dataclasses import dataclass, replace

from cfnproof.template.expressions import Parts, literal, parts
from cfnproof.template.model import Template
from cfnproof.template.nodes import Intrinsic, Mark, Node, Scalar

JSONPATH = "JSONPath"
JSONATA = "JSONata"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a definition."""

    message: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Context:
    """Where a check stands: the template, the workflow's type, the query language in force, and the state's name."""

    template: Template
    express: bool = False
    language: str = JSONPATH
    where: str = "the state machine"

    def at(self, where: str) -> "Context":
        """The same for another place, as a message calls it."""
        return replace(self, where=where)

    def problem(self, message: str, mark: Mark) -> Problem:
        """A problem of this place."""
        return Problem(f"{self.where} {message}", mark)

    def text(self, node: Node | None) -> str | None:
        """The text of a string; None for what is none, or is known at deployment only."""
        if isinstance(node, Scalar) and not isinstance(node.value, str):
            return None
        return literal(node, self.template)

    def value(self, node: Node | None) -> Parts:
        """The parts of a value."""
        return parts(node, self.template)

    def is_symbolic(self, node: Node | None) -> bool:
        """Whether only the deployment knows the value."""
        return isinstance(node, Intrinsic) and literal(node, self.template) is None
