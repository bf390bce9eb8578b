"""What CloudFormation checks of a template's resources before it touches one."""

from collections.abc import Mapping

from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.cloudformation.language.dependencies import dependencies, order
from cfnproof.emulator.cloudformation.language.outputs import check_references
from cfnproof.emulator.cloudformation.language.references import attribute_uses
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template
from cfnproof.template.resource_schema import schema_of


def check_types(template: Template) -> None:
    """Raise ServiceError for unknown resource types and attributes."""
    unknown = sorted({resource.type for resource in template.resources.values() if resource.type not in HANDLERS})
    if unknown:
        known = ", ".join(HANDLERS)
        raise refusal(
            f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]. Emulated here: {known}"
        )
    for use in attribute_uses(template):
        schema = schema_of(template.resources[use.name].type)
        if use.attribute is not None and not schema.has_attribute(use.attribute):
            known = ", ".join(sorted(schema.attributes)) or "none"
            raise refusal(
                f"Template error: resource {use.name} does not support attribute type {use.attribute} in Fn::GetAtt; "
                f"{schema.type} has: {known}"
            )


def check_dependencies(template: Template, conditions: Mapping[str, bool]) -> None:
    """Raise ServiceError for cycles, and for references to resources that the stack does not have."""
    order(dependencies(template, conditions))
    check_references(template, conditions)
