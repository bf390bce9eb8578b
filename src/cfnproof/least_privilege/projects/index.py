"""Which resource of the project an ARN is, and what its name may be."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.resource_types import resource_types
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.template.expressions import Parts, sub
from cfnproof.template.model import Resource


@dataclass(frozen=True, slots=True)
class Located:
    """A resource and the stack that it is in."""

    stack: Stack
    resource: Resource


@dataclass(slots=True)
class Index:
    """Finds resources by ARN or name."""

    resolver: Resolver
    _arns: dict[Parts, Located] = field(default_factory=dict)

    def at(self, arn: Parts) -> Located | None:
        """The resource with this ARN, None where it is none of the project's."""
        if not self._arns:
            self._arns.update((self.resolver.arn(one.resource, one.stack), one) for one in self.all())
        return self._arns.get(arn)

    def all(self) -> Iterator[Located]:
        """Every resource of every stack."""
        for stack in self.resolver.stacks.by_name.values():
            for resource in stack.template.resources.values():
                yield Located(stack, resource)

    def of_type(self, *types: str) -> Iterator[Located]:
        """The resources of these types."""
        return (one for one in self.all() if one.resource.type in types)

    def name_patterns(self, resource: Resource, stack: Stack, stack_name: Parts | None = None) -> tuple[Parts, ...]:
        """What the name of a resource is, or what matches the one that CloudFormation will generate.

        `stack_name` is the stack's where it is known by another value than its pseudo parameter.
        """
        row = resource_types().get(resource.type)
        given = self.resolver.node(resource.property(row.property), stack) if row and row.property else ()
        if given or row is None or not row.generated:
            own = given or (terms.of(stack.name, resource.logical_id),)
            lower = terms.joined(part.lower() if isinstance(part, str) else part for part in own)
            either = row is not None and any("|lower" in pattern for pattern in row.generated)
            return (own, lower) if either and lower != own else (own,)
        names = {
            "StackName": stack_name or (terms.of(stack.name, "AWS::StackName"),),
            "LogicalId": (resource.logical_id,),
            "LogicalId|lower": (resource.logical_id.lower(),),
        }
        return tuple(sub(pattern, names) for pattern in row.generated)
