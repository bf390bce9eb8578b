"""In which order resources are made: what DependsOn says, and what references imply.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from cfnproof.emulator.cloudformation.language.references import depends_on, resolved_members, uses
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Resource, Template, scalar_text

Dependencies = Mapping[str, frozenset[str]]
"""Logical id to those that must be there before it, in the template's order."""


def existing(template: Template, conditions: Mapping[str, bool]) -> tuple[str, ...]:
    """The resources that the stack has when conditions come out so, in the template's order."""
    return tuple(name for name, resource in template.resources.items() if _exists(resource, conditions))


def dependencies(template: Template, conditions: Mapping[str, bool]) -> Dependencies:
    """What each resource of the stack waits for.

    A DependsOn on a resource that the stack does not have counts for nothing. Raises ServiceError for a reference to
    one.
    """
    present = existing(template, conditions)
    found: dict[str, frozenset[str]] = {}
    missing: dict[str, None] = {}
    for name in present:
        resource = template.resources[name]
        referred = _referred(resource, template, conditions)
        missing.update(dict.fromkeys(other for other in referred if other not in present))
        found[name] = frozenset((*referred, *(other for other in depends_on(resource) if other in present)))
    if missing:
        names = ", ".join(missing)
        raise refusal(
            f"Template format error: Unresolved resource dependencies [{names}] in the Resources block of the template"
        )
    return found


def order(graph: Dependencies) -> tuple[str, ...]:
    """The order in which to make resources: each as early as it can be, else as the template has them.

    Deleting goes the other way round. Raises ServiceError for a cycle, naming its resources.
    """
    place = {name: number for number, name in enumerate(graph)}
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = sorted(set(error.args[1]), key=lambda name: place.get(name, len(place)))
        raise refusal(f"Circular dependency between resources: [{', '.join(cycle)}]") from error
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda name: place.get(name, len(place)))
        ordered.extend(ready)
        sorter.done(*ready)
    return tuple(ordered)


def check_cycles(template: Template) -> None:
    """Raise ServiceError for a cycle that is there however conditions come out: branches of Fn::If are left out."""
    order(
        {
            name: frozenset((*_referred(resource, template, {}), *depends_on(resource)))
            for name, resource in template.resources.items()
        }
    )


def _exists(resource: Resource, conditions: Mapping[str, bool]) -> bool:
    condition = scalar_text(resource.body.get("Condition"))
    return condition is None or conditions[condition]


def _referred(resource: Resource, template: Template, conditions: Mapping[str, bool]) -> Iterable[str]:
    """The resources that the values of one refer to."""
    found = (use.name for node in resolved_members(resource) for use in uses(node, conditions))
    return tuple(dict.fromkeys(name for name in found if name in template.resources))
