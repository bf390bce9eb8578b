"""What the roles of EventBridge rules do: reach the targets.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.requirement import Unit, Workload
from cfnproof.least_privilege.requirements.scope import Scope, Unknown, Value, leaf, text
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.pipelines.event_rules import RULE
from cfnproof.template.expressions import Parts
from cfnproof.template.nodes import dig, items

KIND: Final = "events"
TYPES: Final = (RULE,)
_SERVICE: Final = 2
_RESOURCE: Final = 5


def workloads(stack: Stack, site: Site) -> Iterator[Workload]:
    """Yield the workload of each target that has a role."""
    for resource in stack.template.of_type(RULE):
        for target in items(resource.property("Targets")):
            role = site.resolver.node(dig(target, "RoleArn"), stack)
            if not role:
                continue
            title = f"rule {resource.logical_id!r}"
            place = site.place(stack, target.mark)
            arn = site.resolver.node(dig(target, "Arn"), stack)
            scope = site.scope(target, stack, {**_target(arn), **site.names(resource, stack)})
            trust = Unit(KIND, "trust", Scope(site.names(resource, stack)), title, place)
            yield Workload(role, title, (trust, Unit(KIND, "target", scope, title, place)), place)


def _target(arn: Parts) -> Mapping[str, Value]:
    """The service of an ARN, and the type of its resource where that begins with it."""
    match terms.field(arn, _SERVICE):
        case (str() as name,):
            type_ = terms.split(terms.field(arn, _RESOURCE) or (), "/")[0]
            return {"Service": text(name), **({"ResourceType": leaf(type_)} if type_ else {})}
        case _:
            shown = "".join(map(str, arn))
            advice = (
                "give the parameter an AllowedPattern that begins as the ARN does, or a value in the project's settings"
            )
            return {"Service": Unknown(f"what target {shown!r} is", advice)}
