"""The Outputs section.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.language.dependencies import existing
from cfnproof.emulator.cloudformation.language.environment import Environment
from cfnproof.emulator.cloudformation.language.functions import resolve
from cfnproof.emulator.cloudformation.language.references import uses
from cfnproof.emulator.cloudformation.language.values import Unknown, as_text
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, dig, walk

MAX_OUTPUTS: Final = 200
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

_MEMBERS: Final = frozenset({"Condition", "Description", "Export", "Value"})
_EXPORT_NAME: Final = re.compile(r"[A-Za-z0-9:-]+")


@dataclass(frozen=True, slots=True)
class Output:
    """An output that the stack has. `export` is the name that it is exported under."""

    name: str
    value: str | Unknown
    description: str | None
    export: str | None


def outputs(template: Template, conditions: Mapping[str, bool], environment: Environment) -> tuple[Output, ...]:
    """The outputs whose condition holds, in the template's order.

    Raises ServiceError for a value that is no string, and a bad export.
    """
    declared = [(name, body) for name, body in _declared(template) if _wanted(body, conditions)]
    found = tuple(_output(name, body, environment) for name, body in declared)
    exports = [output.export for output in found if output.export is not None]
    twice = sorted({name for name in exports if exports.count(name) > 1})
    if twice:
        raise refusal(f"Template format error: Duplicate export names [{', '.join(twice)}] in the Outputs block")
    return found


def check_shape(template: Template) -> None:
    """Raise ServiceError for what no output may have."""
    declared = tuple(_declared(template))
    if len(declared) > MAX_OUTPUTS:
        raise refusal(f"Template format error: Outputs count {len(declared)} is greater than max allowed {MAX_OUTPUTS}")
    for name, body in declared:
        unknown = [entry.key for entry in body.entries if entry.key not in _MEMBERS]
        if unknown:
            raise refusal(f"Invalid output property or properties [{', '.join(unknown)}] of {name}")
        if not isinstance(body.get("Description") or Scalar("", body.mark), Scalar):
            raise refusal(f"Template format error: Every Description member must be a string. ({name})")
        _check_export(name, body, template)


def check_references(template: Template, conditions: Mapping[str, bool]) -> None:
    """Raise ServiceError for an output that needs a resource which the stack does not have: its condition is false."""
    present = existing(template, conditions)
    wanted = (body for _, body in _declared(template) if _wanted(body, conditions))
    names = (use.name for body in wanted for use in uses(body, conditions))
    missing = dict.fromkeys(name for name in names if name in template.resources and name not in present)
    if missing:
        raise refusal(f"Unresolved resource dependencies [{', '.join(missing)}] in the Outputs block of the template")


def _declared(template: Template) -> Iterator[tuple[str, Object]]:
    for entry in template.section("Outputs"):
        if not (entry.key.isascii() and entry.key.isalnum()):
            raise refusal(f"Template format error: Outputs name '{entry.key}' is non alphanumeric.")
        if not isinstance(entry.value, Object) or entry.value.get("Value") is None:
            raise refusal(f"Template format error: Every Outputs member must contain a Value object ({entry.key})")
        yield entry.key, entry.value


def _wanted(body: Object, conditions: Mapping[str, bool]) -> bool:
    condition = scalar_text(body.get("Condition"))
    return condition is None or conditions[condition]


def _check_export(name: str, body: Object, template: Template) -> None:
    export = body.get("Export")
    if export is None:
        return
    where = f"Template format error: Output {name} is malformed."
    named = dig(export, "Name")
    if named is None:
        raise refusal(f"{where} The Name field of every Export member must be specified.")
    depends = any(use.name in template.resources for use in uses(named))
    if depends or _calls(named, "Fn::ImportValue", "Fn::GetAZs", "Fn::GetAtt"):
        raise refusal(
            f"{where} The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs."
        )


def _calls(node: Node, *functions: str) -> bool:
    return any(isinstance(found, Intrinsic) and found.name in functions for found in walk(node))


def _output(name: str, body: Object, environment: Environment) -> Output:
    where = f"Template format error: Output {name} is malformed."
    value = resolve(body.as_mapping()["Value"], environment)
    text = value if isinstance(value, Unknown) else as_text(value)
    if text is None:
        raise refusal(f"{where} The Value field of every Outputs member must evaluate to a String.")
    named = dig(body, "Export", "Name")
    export = None if named is None else as_text(resolve(named, environment))
    if named is not None and (export is None or not _EXPORT_NAME.fullmatch(export)):
        raise refusal(
            f"{where} The Name field of every Export member must be specified and consist only of alphanumeric "
            "characters, colons, or hyphens."
        )
    if export is not None and isinstance(text, str) and not text.strip():
        raise refusal(f"Cannot export output {name}. Exported values must not be empty or whitespace-only.")
    return Output(name, text, scalar_text(body.get("Description")), export)
