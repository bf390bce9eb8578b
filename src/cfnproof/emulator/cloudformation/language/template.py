"""A template's text to a template, or CloudFormation's own refusal.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cfnproof.emulator.cloudformation.language import (
    arguments,
    conditions,
    declarations,
    dependencies,
    names,
    outputs,
    resources,
    rules,
)
from cfnproof.emulator.cloudformation.language.references import resolved_members
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.errors import TemplateError
from cfnproof.template.model import Template, from_root
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, Sequence, entries, items
from cfnproof.template.syntax import parse

FORMAT_VERSION: Final = "2010-09-09"
MAX_DESCRIPTION_BYTES: Final = 1024
MAX_MAPPINGS: Final = 200

_SECTIONS: Final = ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules")
_KEYS: Final = frozenset({*_SECTIONS, "AWSTemplateFormatVersion", "Description", "Hooks", "Transform"})


def read(body: str) -> Template:
    """Read a template and look at everything that does not depend on values, types or properties.

    Raises ServiceError ValidationError in CloudFormation's words, for the first thing that is wrong.
    """
    root = _root(body)
    _check_top(root)
    resources.check_section(root.get("Resources"))
    try:
        template = from_root(root, Path("TemplateBody"))
    except TemplateError as error:
        raise refusal(f"Template format error: {error.message}") from error
    declarations.declarations(template)
    _check_mappings(template)
    for resource in template.resources.values():
        resources.check(resource)
    outputs.check_shape(template)
    rules.check_shape(template)
    _check_functions(template)
    names.check(template)
    conditions.order(template)
    dependencies.check_cycles(template)
    return template


def _root(body: str) -> Object:
    json = body.lstrip().startswith("{")
    try:
        root = parse(body, Path("TemplateBody.json" if json else "TemplateBody.yaml"))
    except TemplateError as error:
        place = f" (line {error.line}, column {error.column})" if error.line else ""
        language = "JSON" if json else "YAML"
        raise refusal(f"Template format error: {language} not well-formed.{place}: {error.message}") from error
    if not isinstance(root, Object):
        raise refusal("Template format error: unsupported structure.")
    return root


def _check_top(root: Object) -> None:
    unknown = [entry.key for entry in root.entries if entry.key not in _KEYS]
    if unknown:
        raise refusal(f"Invalid template property or properties [{', '.join(unknown)}]")
    for key in ("Transform", "Hooks"):
        value = root.get(key)
        if value is not None:
            named = ", ".join(str(item.value) for item in items(value) if isinstance(item, Scalar)) or "given"
            raise refusal(
                f"{key} [{named}]: this emulation does not run transforms, macros and hooks; write out what it makes"
            )
    for path in _nulls(root, ""):
        raise refusal(f"[{path}] 'null' values are not allowed in templates")
    for key in _SECTIONS:
        if not isinstance(root.get(key) or root, Object):
            raise refusal(f"Template format error: {key} must be an object.")
    for section in ("Parameters", "Conditions", "Outputs", "Rules"):
        for entry in entries(root.get(section)):
            if not isinstance(entry.value, Object | Intrinsic) or (
                section == "Parameters" and not _is_object(entry.value)
            ):
                raise refusal(_NOT_AN_OBJECT[section])
    _check_version(root)
    _check_description(root)


_NOT_AN_OBJECT: Final = {
    "Conditions": conditions.NOT_BOOLEAN,
    "Outputs": "Template format error: Any Outputs member must be an object.",
    "Parameters": "Template format error: Any Parameters member must be an object.",
    "Rules": "Template format error: Any Rules member must be an object.",
}


def _is_object(node: Node) -> bool:
    return isinstance(node, Object)


def _check_version(root: Object) -> None:
    version = root.get("AWSTemplateFormatVersion")
    if version is not None and (not isinstance(version, Scalar) or version.value != FORMAT_VERSION):
        raise refusal(
            f"Template format error: unsupported value for AWSTemplateFormatVersion. The only one is {FORMAT_VERSION}"
        )


def _check_description(root: Object) -> None:
    description = root.get("Description")
    if description is None:
        return
    if not isinstance(description, Scalar) or not isinstance(description.value, str):
        raise refusal("Template format error: Every Description member must be a string.")
    if len(description.value.encode()) > MAX_DESCRIPTION_BYTES:
        raise refusal(f"Template format error: 'Description' length is greater than {MAX_DESCRIPTION_BYTES}.")


def _check_mappings(template: Template) -> None:
    mappings = template.section("Mappings")
    if len(mappings) > MAX_MAPPINGS:
        raise refusal(
            f"Template format error: Mappings count {len(mappings)} is greater than max allowed {MAX_MAPPINGS}"
        )
    for mapping in mappings:
        for top in (mapping, *entries(mapping.value)):
            if not isinstance(top.value, Object):
                raise refusal(f"Template format error: Every Mappings member {top.key} must be a map")
        for second in (second for top in entries(mapping.value) for second in entries(top.value)):
            if not _is_plain(second.value):
                raise refusal("Template format error: Every Mappings attribute must be a String or a List.")


def _is_plain(node: Node) -> bool:
    return isinstance(node, Scalar) or (
        isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items)
    )


def _check_functions(template: Template) -> None:
    for entry in template.section("Conditions"):
        arguments.check_condition(entry.value)
        if not arguments.is_boolean(entry.value):
            raise refusal(conditions.NOT_BOOLEAN)
    for resource in template.resources.values():
        for node in resolved_members(resource):
            arguments.check_value(node)
    for output in template.section("Outputs"):
        for member in entries(output.value):
            if member.key in {"Value", "Export"}:
                arguments.check_value(member.value)


def _nulls(node: Node, path: str) -> Iterator[str]:
    """The paths of the values that are null."""
    match node:
        case Scalar(value=None):
            yield path
        case Scalar():
            return
        case Sequence():
            for number, item in enumerate(node.items):
                yield from _nulls(item, f"{path}/{number}")
        case Object():
            for entry in node.entries:
                yield from _nulls(entry.value, f"{path}/{entry.key}")
        case Intrinsic():
            yield from _nulls(node.argument, f"{path}/{node.name}")
