"""Whether every name that a template uses is one that it has.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html
"""

from collections.abc import Iterable

from cfnproof.emulator.cloudformation.language import pseudo, wording
from cfnproof.emulator.cloudformation.language.references import Use, depends_on, resolved_members, uses
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Node, dig, walk


def check(template: Template) -> None:
    """Raise ServiceError for the first section that uses a name which is not there."""
    both = sorted(template.parameters.keys() & template.resources.keys())
    if both:
        raise refusal(
            f"Template error: all resources and parameters must have unique names. Common name(s):[{', '.join(both)}]"
        )
    for section in ("Conditions", "Rules"):
        for entry in template.section(section):
            _check_parameters(template, entry.value, section)
    resources = template.resources.values()
    _check_conditions(template, "Resources", [resource.body for resource in resources])
    _check_conditions(template, "Outputs", [entry.value for entry in template.section("Outputs")])
    written = [node for resource in resources for node in resolved_members(resource)]
    waited = [name for resource in resources for name in depends_on(resource) if name not in template.resources]
    _check_section(template, "Resources", written, waited)
    _check_section(template, "Outputs", [entry.value for entry in template.section("Outputs")], [])


def _check_parameters(template: Template, node: Node, section: str) -> None:
    """Conditions and rules know parameters and pseudo parameters only."""
    names = dict.fromkeys(use.name for use in uses(node))
    missing = [name for name in names if name not in template.parameters and name not in pseudo.NAMES]
    if missing:
        raise refusal(
            f"Template format error: Unresolved dependencies [{', '.join(missing)}]. Cannot reference resources in the "
            f"{section} block of the template"
        )
    _check_mappings(template, node)


def _check_conditions(template: Template, section: str, nodes: list[Node]) -> None:
    declared = {entry.key for entry in template.section("Conditions")}
    for node in nodes:
        condition = scalar_text(dig(node, "Condition"))
        if condition is not None and condition not in declared:
            raise refusal(
                f"Template format error: Unresolved condition dependency {condition} in the {section} block of the "
                "template"
            )
        for found in walk(node):
            if isinstance(found, Intrinsic) and found.name == "Fn::If":
                name = scalar_text(dig(found.argument, 0))
                if name not in declared:
                    raise refusal(f"Template error: unresolved condition dependency {name} in Fn::If")


def _check_section(template: Template, section: str, nodes: Iterable[Node], missing: list[str]) -> None:
    unresolved = dict.fromkeys(missing)
    for node in nodes:
        for use in uses(node):
            if use.name not in template.resources:
                unresolved.update(_unresolved(template, use))
        _check_mappings(template, node)
        _check_imports(template, node)
    if unresolved:
        names = ", ".join(unresolved)
        raise refusal(
            f"Template format error: Unresolved resource dependencies [{names}] in the {section} block of the template"
        )


def _unresolved(template: Template, use: Use) -> dict[str, None]:
    """The name of a use where it is no parameter's; what asks for an attribute must name a resource."""
    if use.function == "Fn::GetAtt":
        raise refusal(f"Template error: instance of Fn::GetAtt references undefined resource {use.name}")
    if use.attribute is not None:
        path = f"{use.name}.{use.attribute}"
        raise refusal(f"Template error: instance of Fn::Sub references invalid resource attribute {path}")
    known = use.name in template.parameters or use.name in pseudo.NAMES
    return {} if known else {use.name: None}


def _check_mappings(template: Template, node: Node) -> None:
    mappings = {entry.key for entry in template.section("Mappings")}
    for found in walk(node):
        if isinstance(found, Intrinsic) and found.name == "Fn::FindInMap":
            name = scalar_text(dig(found.argument, 0))
            if name is not None and name not in mappings:
                raise refusal(
                    f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template."
                )


def _check_imports(template: Template, node: Node) -> None:
    for found in walk(node):
        if isinstance(found, Intrinsic) and found.name == "Fn::ImportValue":
            names = {use.name for use in uses(found.argument)}
            if not names <= template.parameters.keys() | pseudo.NAMES:
                raise refusal(wording.IMPORT_DEPENDS)
