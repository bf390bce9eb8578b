"""The Conditions section.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
"""

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from cfnproof.emulator.cloudformation.language.environment import ParameterEnvironment
from cfnproof.emulator.cloudformation.language.functions import resolve
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Intrinsic, walk

NOT_BOOLEAN: Final = (
    "Template format error: Conditions can only be boolean operations on parameters and other conditions"
)


def conditions(template: Template, environment: ParameterEnvironment) -> Mapping[str, bool]:
    """How each condition comes out.

    Raises ServiceError for conditions that go round in a circle, and for what their functions refuse.
    """
    declared = {entry.key: entry.value for entry in template.section("Conditions")}
    found: dict[str, bool] = {}
    known = replace(environment, conditions=found)
    for name in order(template):
        value = resolve(declared[name], known)
        if not isinstance(value, bool):
            raise refusal(NOT_BOOLEAN)
        found[name] = value
    return {name: found[name] for name in declared}


def order(template: Template) -> tuple[str, ...]:
    """The conditions' names, each behind those that it asks for.

    Raises ServiceError for a circle, and for a condition that is not there.
    """
    declared = {entry.key: entry.value for entry in template.section("Conditions")}
    asked = {
        name: [
            scalar_text(found.argument) or ""
            for found in walk(node)
            if isinstance(found, Intrinsic) and found.name == "Condition"
        ]
        for name, node in declared.items()
    }
    missing = sorted({name for names in asked.values() for name in names} - declared.keys())
    if missing:
        raise refusal(
            f"Template format error: Unresolved condition dependencies [{', '.join(missing)}] in the Conditions block "
            "of the template"
        )
    try:
        return tuple(TopologicalSorter(asked).static_order())
    except CycleError as error:
        cycle = [name for name in declared if name in error.args[1]]
        raise refusal(f"Template error: Found circular condition dependency: [{', '.join(cycle)}]") from error
