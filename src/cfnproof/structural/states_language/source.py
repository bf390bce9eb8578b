"""The definition of a state machine in a template, as a tree.

CloudFormation takes it as an object, as JSON text, or from S3, and puts the DefinitionSubstitutions into it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.states_language.context import Problem
from cfnproof.structural.states_language.substitution import substituted
from cfnproof.structural.texts.embedded_json import Malformed, read_json
from cfnproof.structural.texts.lines import lines_of
from cfnproof.template.expressions import Parts, Reference, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence, entries
from cfnproof.template.suggestions import did_you_mean

_PROPERTIES: Final = ("Definition", "DefinitionString", "DefinitionS3Location")
_PLACEHOLDER: Final = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Source:
    """A definition: its tree, None where it could not be read, and what was wrong on the way."""

    root: Node | None
    problems: tuple[Problem, ...]


def read_definition(resource: Resource, template: Template) -> Source:
    """Read the definition of a state machine resource."""
    given = [key for key in _PROPERTIES if resource.property(key) is not None]
    if len(given) != 1:
        found = " and ".join(given) if given else "no definition"
        message = f"has {found}: give exactly one of {', '.join(_PROPERTIES)}"
        return Source(None, (Problem(message, resource.mark_of(given[-1]) if given else resource.mark),))
    key, node = given[0], resource.property(given[0])
    if key == "DefinitionS3Location" or node is None:
        message = "has its definition in S3 and not in the template, so it was not checked: use Definition"
        return Source(None, (Problem(message, resource.mark_of(key)),))
    problems = tuple(_placeholders(resource, key, node, template))
    values = {entry.key: parts(entry.value, template) for entry in _given(resource)}
    names = {name for name, _ in _written(node, template)}
    values |= {name: (Reference(name),) for name in names - set(values)}  # reported, and not judged any further
    read = _tree(key, node, template, values)
    return Source(None, (*problems, read)) if isinstance(read, Problem) else Source(read, problems)


def _tree(key: str, node: Node, template: Template, values: Mapping[str, Parts]) -> Node | Problem:
    if key == "Definition":
        if isinstance(node, Object):
            return substituted(node, template, values)
        return Problem("has a Definition that is no mapping: write it out, or use DefinitionString", node.mark)
    if not isinstance(node, Scalar | Intrinsic):
        return Problem("has a DefinitionString that is no text: use Definition for a mapping", node.mark)
    if not _is_in_template(node, template):
        return Problem(
            "has a DefinitionString that is not in the template, so it was not checked: write it out", node.mark
        )
    read = read_json(node, template, values)
    if isinstance(read, Malformed):
        return Problem(f"has a DefinitionString that is no JSON, {read.message}: mend it", read.mark)
    return substituted(read, template, values) if _is_json_call(node) else read


def _is_json_call(node: Node) -> bool:
    return isinstance(node, Intrinsic) and node.name == "Fn::ToJsonString"


def _is_in_template(node: Node, template: Template) -> bool:
    """Whether any of the text stands in the template."""
    return _is_json_call(node) or not parts(node, template) or any(isinstance(p, str) for p in parts(node, template))


def _given(resource: Resource) -> tuple[Entry, ...]:
    return entries(resource.property("DefinitionSubstitutions"))


def _placeholders(resource: Resource, key: str, node: Node, template: Template) -> Iterator[Problem]:
    """Placeholders without a substitution, and substitutions that nothing takes up."""
    given = _given(resource)
    names = {entry.key for entry in given}
    used: set[str] = set()
    for name, mark in _written(node, template):
        used.add(name)
        if name not in names:
            hint = did_you_mean(name, names, "give it one")
            message = f"has ${{{name}}} in its {key}, for which DefinitionSubstitutions has no value: {hint}"
            yield Problem(message, mark)
    for entry in given:
        if entry.key not in used:
            message = f"has the substitution {entry.key!r}, which its {key} does not use: remove it"
            yield Problem(message, entry.mark)


def _written(node: Node, template: Template) -> Iterator[tuple[str, Mark]]:
    """The placeholders that are left once the template's functions are worked out, each with its place."""
    match node:
        case Object():
            for entry in node.entries:
                yield from _written(entry.value, template)
        case Sequence():
            for item in node.items:
                yield from _written(item, template)
        case Intrinsic(name="Fn::ToJsonString"):
            yield from _written(node.argument, template)
        case _:
            lines = lines_of(node, template)
            before = ""
            for part in parts(node, template):
                for match in _PLACEHOLDER.finditer(part) if isinstance(part, str) else ():
                    line = before.count("\n") + match.string.count("\n", 0, match.start()) + 1
                    yield match[1], lines.mark(line)
                before += str(part)
