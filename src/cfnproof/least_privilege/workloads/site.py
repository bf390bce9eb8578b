"""What every reader of workloads is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from cfnproof.findings import Place
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.stacks import Stack, Stacks
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Value
from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Mark, Node, Object, Sequence


@dataclass(frozen=True, slots=True)
class Site:
    """A project's values and resources.

    `generated` has, for references to names that CloudFormation has yet to generate, what matches them: in scopes the
    patterns stand in place of the references.
    """

    resolver: Resolver
    index: Index
    generated: Mapping[Reference, tuple[Parts, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, stacks: Stacks) -> "Site":
        """The site of these stacks."""
        resolver = Resolver(stacks)
        return cls(resolver, Index(resolver))

    def place(self, stack: Stack, mark: Mark) -> Place:
        """A place in a stack's template."""
        return Place(stack.path, mark.line, mark.column)

    def names(self, resource: Resource, stack: Stack) -> Mapping[str, Leaf]:
        """How a resource is called: its name, and what matches the name before it has one."""
        return {
            "Name": Leaf((self.resolver.name(resource, stack),)),
            "NamePattern": Leaf(self.index.name_patterns(resource, stack)),
        }

    def region(self, node: Node | None, stack: Stack) -> Parts:
        """A region that a template names, the stack's own where it names none."""
        return self.resolver.node(node, stack) or (terms.REGION,)

    def scope(self, node: Node | None, stack: Stack, more: Mapping[str, Value] | None = None) -> Scope:
        """The scope of a mapping in a template: its texts, its lists and the mappings in it."""
        values: dict[str, Value] = {}
        inner: dict[str, Scope] = {}
        for key, value in self._entries(node):
            match value:
                case Object():
                    inner[key] = self.scope(value, stack)
                case Sequence(items=items) if any(isinstance(item, Object) for item in items):
                    values[key] = Listing(tuple(self.scope(item, stack) for item in items))
                case Sequence(items=items):
                    values[key] = self._leaf(items, stack)
                case _:
                    values[key] = self._leaf((value,), stack)
        return Scope({**values, **(more or {})}, inner, derived=frozenset(more or ()))

    def _leaf(self, nodes: tuple[Node, ...], stack: Stack) -> Leaf:
        found = (value for node in nodes for value in self.resolver.nodes(node, stack))
        return Leaf(tuple(one for value in found for one in self._matching(value)))

    def _matching(self, value: Parts) -> Iterator[Parts]:
        """A value with the names in it that are to be generated as patterns."""
        choices = [
            self.generated.get(part, ((part,),)) if isinstance(part, Reference) else ((part,),) for part in value
        ]
        return (terms.joined(part for piece in chosen for part in piece) for chosen in product(*choices))

    def _entries(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        if isinstance(node, Object):
            yield from ((entry.key, entry.value) for entry in node.entries)
