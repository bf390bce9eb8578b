"""What the texts of a declared need can name: what `!Sub` can in the role's template, and the outputs of other stacks.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
"""

from typing import Final

from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.resource_types import resource_types
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.scope import Leaf, Scope
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.template.expressions import Reference
from cfnproof.template.model import Resource
from cfnproof.template.nodes import entries

_ARN: Final = "Arn"


def scope_of(role: Located, site: Site) -> Scope:
    """The scope: `${Orders}`, `${Orders.Arn}`, `${foundation.DataBucketName}`, and the role's own `${Name}`."""
    stack = role.stack
    known = {name: Leaf(site.resolver.listed((Reference(name),), stack)) for name in _names(stack)}
    attributes = {name: _attributes(one, stack, site) for name, one in stack.template.resources.items()}
    outputs = {name: _outputs(other, site) for name, other in site.resolver.stacks.by_name.items()}
    own = {**known, **site.names(role.resource, stack)}
    return Scope(own, {**outputs, **attributes})


def _names(stack: Stack) -> tuple[str, ...]:
    return (*stack.whole.parameters, *stack.template.resources)


def _attributes(resource: Resource, stack: Stack, site: Site) -> Scope:
    row = resource_types().get(resource.type)
    named = dict.fromkeys((_ARN, *(row.attributes if row else ())))
    return Scope({one: Leaf((site.resolver.parts((Reference(resource.logical_id, one),), stack),)) for one in named})


def _outputs(stack: Stack, site: Site) -> Scope:
    named = (entry.key for entry in entries(stack.template.root.get("Outputs")))
    return Scope({name: Leaf((site.resolver.output(stack.name, name),)) for name in named})
