"""What a value of a stack is, in the project's terms (`projects.terms`).

Parameters are replaced by what the project gives them, outputs and exports of other stacks by their values, resources
by their names and ARNs. What only the deployment knows stays a reference.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import TemplateError
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.arn_parameters import taken_apart
from cfnproof.least_privilege.projects.resource_types import ARN, NAME, Prefix, resource_types
from cfnproof.least_privilege.projects.stacks import Stack, Stacks, texts_of
from cfnproof.template.expressions import Opaque, Part, Parts, Reference, parts, sub
from cfnproof.template.model import Parameter, Resource
from cfnproof.template.nodes import Node, dig, entries
from cfnproof.template.pushed import placeholders
from cfnproof.template.syntax import parse

LISTS: Final = ("CommaDelimitedList", "List<")
"""How the types of parameters that are lists begin."""
_DEEPEST: Final = 20
_FUNCTION: Final = Path("function.json")
_DYNAMIC: Final = re.compile(r"(\{\{resolve:[^}]*\}\})")
_OWN_PARTITION: Final = re.compile(r"arn:aws(?:-cn|-us-gov)?:")

Values = tuple[Parts, ...]
"""The values that one expression has: several where it is a list."""


@dataclass(slots=True)
class Resolver:
    """Works out values of the stacks; what it has worked out it keeps."""

    stacks: Stacks
    _outputs: dict[tuple[str, str], Parts] = field(default_factory=dict)
    _parameters: dict[tuple[str, str], Values] = field(default_factory=dict)
    _named: set[tuple[str, str]] = field(default_factory=set)

    def node(self, node: Node | None, stack: Stack) -> Parts:
        """The value of an expression of a stack's template."""
        return self.parts(parts(node, stack.template), stack)

    def nodes(self, node: Node | None, stack: Stack) -> Values:
        """The values of an expression: those of a list parameter's elements where it is one."""
        return self.listed(parts(node, stack.template), stack)

    def listed(self, value: Parts, stack: Stack) -> Values:
        """As `parts`, for a value that may be a list parameter."""
        match value:
            case (Reference(name=name, attribute=None),) if name in stack.whole.parameters:
                return self._parameter(name, stack, 0)
            case _:
                return (self.parts(value, stack),)

    def parts(self, value: Parts, stack: Stack, depth: int = 0) -> Parts:
        """A value of a stack's template in the project's terms."""
        if depth > _DEEPEST:
            return value
        return _canonical(terms.joined(piece for part in value for piece in self._part(part, stack, depth + 1)))

    def name(self, resource: Resource, stack: Stack) -> Parts:
        """The name of a resource: what the template gives, or a reference to it."""
        key = (stack.name, resource.logical_id)
        row = resource_types().get(resource.type)
        given = resource.property(row.property) if row and row.property else None
        found: Parts = ()
        if given is not None and key not in self._named:
            self._named.add(key)  # while it is worked out: it may ask for itself
            found = self.node(given, stack)
            self._named.discard(key)
        return found or (terms.of(*key),)

    def arn(self, resource: Resource, stack: Stack) -> Parts:
        """The ARN of a resource, a reference to it where the type's form is not known."""
        if resource.type not in resource_types():
            return (terms.of(stack.name, resource.logical_id, "Arn"),)
        return self.arn_of(resource, self.name(resource, stack), stack)

    def arn_of(self, resource: Resource, name: Parts, stack: Stack) -> Parts:
        """The ARN of a resource of a known type under a name, which may be a pattern."""
        row = resource_types()[resource.type]
        head = name[0] if name else ""
        if isinstance(head, str) and "/${Name}" in row.arn:
            name = terms.joined((head.removeprefix("/"), *name[1:]))
        return sub(row.arn, {"Name": name, "Prefix": self._prefix(row.prefix, resource, stack)})

    def _prefix(self, prefix: Prefix | None, resource: Resource, stack: Stack) -> Parts:
        if prefix is None:
            return ()
        given = self.node(resource.property(prefix.property), stack)
        fields = terms.split(given, ":")
        own = terms.replaced(fields[-1], (prefix.of_arn,), ()) if len(fields) > 1 and prefix.of_arn else given
        absent = not own or own in {(prefix.unless,), (Reference(f"={prefix.unless}"),)}
        return (prefix.default,) if absent else (*own, prefix.suffix)

    def text(self, written: str, stack: Stack | None = None) -> Parts:
        """A text of the project's settings or of a pushed file, with its placeholders worked out."""
        found: list[Part] = []
        rest = written
        for placeholder in placeholders(written):
            before, _, rest = rest.partition(str(placeholder))
            found.append(before)
            found.extend(self._placeholder(placeholder.source, placeholder.name))
        found.append(rest)
        whole = terms.joined(found)
        return _canonical(whole) if stack is None else self.parts(whole, stack)

    def _placeholder(self, source: str, name: str) -> Parts:
        if (source, name) == ("aws", "region"):
            return (terms.REGION,)
        if source in self.stacks.by_name:
            return self.output(source, name)
        if source in terms.PUSHED:
            return (Reference(f"{source}/{name}"),)
        return (terms.of(source, name, terms.PARAMETER),)

    def output(self, stack_name: str, name: str) -> Parts:
        """The value of a stack's output, a reference to it where the stack has none of that name."""
        key = (stack_name, name)
        if key not in self._outputs:
            stack = self.stacks.by_name[stack_name]
            node = dig(stack.template.root.get("Outputs"), name, "Value")
            self._outputs[key] = (terms.of(*key, "Output"),)  # what it is while it is worked out: it may ask for itself
            if node is not None:
                self._outputs[key] = self.node(node, stack)
        return self._outputs[key]

    def _part(self, part: Part, stack: Stack, depth: int) -> Parts:
        match part:
            case str():
                return _without_dynamic(part, stack)
            case Opaque():
                found = self._function(json.loads(part.source), stack, depth)
                return (Opaque(f"{stack.name}/{part.source}"),) if found is None else found
            case Reference(name=name) if name.startswith("AWS::"):
                return _pseudo(name, stack)
            case Reference(name=name, attribute=None) if name in stack.whole.parameters:
                return self._parameter(name, stack, depth)[0]
            case Reference(name=name, attribute=attribute) if name in stack.template.resources:
                return self._resource(stack.template.resources[name], attribute, stack)
            case Reference(name=name):
                return (part,) if "/" in name or name.startswith("=") else (terms.of(stack.name, name),)

    def _resource(self, resource: Resource, attribute: str | None, stack: Stack) -> Parts:
        row = resource_types().get(resource.type)
        meant = (row.ref if attribute is None else row.attributes.get(attribute, "")) if row else ""
        if meant == ARN:
            return self.arn(resource, stack)
        if meant == NAME:
            return self.name(resource, stack)
        if meant:
            return sub(meant, {"Name": self.name(resource, stack)})
        return (terms.of(stack.name, resource.logical_id, attribute or "Ref"),)

    def _parameter(self, name: str, stack: Stack, depth: int) -> Values:
        key = (stack.name, name)
        if key not in self._parameters:
            parameter = stack.whole.parameters[name]
            self._parameters[key] = (taken_apart(parameter, stack.name),)  # while it is worked out: as an output
            self._parameters[key] = self._given(parameter, stack, depth)
        return self._parameters[key]

    def _given(self, parameter: Parameter, stack: Stack, depth: int) -> Values:
        if parameter.name in stack.values:
            return (stack.values[parameter.name],)
        text = texts_of(stack.whole, stack.given).get(parameter.name)
        if text is None or parameter.name in stack.open or depth > _DEEPEST:
            return (taken_apart(parameter, stack.name),)
        whole = self.text(text)
        found = terms.split(whole, ",") if parameter.type.startswith(LISTS) else (whole,)
        return tuple(_named(_canonical(_trimmed(value))) for value in found)

    def _function(self, call: Any, stack: Stack, depth: int) -> Parts | None:  # noqa: ANN401  # any of JSON's values
        match call:
            case {"Fn::Select": [index, {"Fn::Split": [str(delimiter), source]}]} if str(index).isdigit() and delimiter:
                whole = self._written(source, stack, depth)
                pieces = terms.split(whole, delimiter)
                known = delimiter in terms.DELIMITERS or not any(terms.references(whole))
                before = tuple(part for piece in pieces[: int(index) + 1] for part in piece)
                known = known and not terms.has_open(before)
                return pieces[int(index)] if known and int(index) < len(pieces) else None
            case {"Fn::Select": [index, {"Ref": str(name)}]} if name in stack.whole.parameters and str(index).isdigit():
                values = self._parameter(name, stack, depth)
                return values[int(index)] if int(index) < len(values) else None
            case {"Fn::ImportValue": source}:
                return self._export(self._written(source, stack, depth))
            case _:
                return None

    def _written(self, source: object, stack: Stack, depth: int) -> Parts:
        """The value of a function's argument, which is JSON."""
        try:
            node = parse(json.dumps(source), _FUNCTION)
        except TemplateError:
            return ()
        return self.parts(parts(node, stack.template), stack, depth)

    def _export(self, name: Parts) -> Parts | None:
        for stack in self.stacks.by_name.values():
            for entry in entries(stack.template.root.get("Outputs")):
                exported = dig(entry.value, "Export", "Name")
                if name and exported is not None and self.node(exported, stack) == name:
                    return self.output(stack.name, entry.key)
        return None


def _trimmed(value: Parts) -> Parts:
    """A value without blanks at its ends, as CloudFormation takes the elements of a list."""
    if value and isinstance(value[0], str):
        value = (value[0].lstrip(), *value[1:])
    if value and isinstance(value[-1], str):
        value = (*value[:-1], value[-1].rstrip())
    return terms.joined(value)


def _named(value: Parts) -> Parts:
    """A parameter's value: one that is a plain text stands for the parameter, so that it differs from that text."""
    match value:
        case (str() as text,) if text.strip() and not set(text) & set(":/,*?"):
            return (Reference(f"={text.strip()}"),)
        case _:
            return value


def _without_dynamic(text: str, stack: Stack) -> Parts:
    """A text with the dynamic references in it as what only the deployment knows.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if "{{resolve:" not in text:
        return (text,)
    pieces = _DYNAMIC.split(text)
    return tuple(Opaque(f"{stack.name}/{piece}") if index % 2 else piece for index, piece in enumerate(pieces))


def _pseudo(name: str, stack: Stack) -> Parts:
    match name:
        case "AWS::URLSuffix":
            return (terms.URL_SUFFIX,)
        case "AWS::StackName":
            return stack.known_name or (terms.of(stack.name, name),)
        case "AWS::StackId":
            own = (*_pseudo("AWS::StackName", stack), "/", terms.of(stack.name, name, "guid"))
            return (*sub("arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/", {}), *own)
        case "AWS::NotificationARNs" | "AWS::NoValue":
            return (terms.of(stack.name, name),)
        case _:
            return (Reference(name),)


def _canonical(value: Parts) -> Parts:
    """An ARN with its partition written out is one of the partition that is deployed to."""
    head = value[0] if value else ""
    if not isinstance(head, str) or not (found := _OWN_PARTITION.match(head)):
        return terms.joined(value)
    return terms.joined(("arn:", terms.PARTITION, ":", head[found.end() :], *value[1:]))
