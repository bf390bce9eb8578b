"""The way back from the project's terms to an expression of one template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.resource_types import ARN, NAME, resource_types
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.projects.values import LISTS, Resolver
from cfnproof.template.expressions import Opaque, Part, Parts, Reference
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.writer import write
from cfnproof.template.syntax import parse

NOWHERE: Final = Mark(1, 1)
"""The place of nodes that stand in no file yet."""

_FUNCTION: Final = Path("function.json")
_FIRST_OWN_FIELD: Final = 5
"""The fields of an ARN before it say partition, service, region and account."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An expression and what it is worth."""

    value: Parts
    expression: Reference | Opaque
    references: frozenset[Part]


@dataclass(slots=True)
class Writer:
    """Writes values as expressions of one stack's template; `without` are resources that these may not name."""

    resolver: Resolver
    stack: Stack
    without: frozenset[str] = frozenset()
    _candidates: tuple[_Candidate, ...] = field(default=(), init=False)
    _written: dict[Parts, Parts] = field(default_factory=dict, init=False)

    def node(self, value: Parts) -> Node | None:
        """The expression; None where the template has none for something in the value."""
        found = self._own(value)
        return None if any(_is_foreign(part) for part in found) else _node(found)

    def shown(self, value: Parts) -> str:
        """The value as a message shows it: in `Fn::Sub`'s notation, what is foreign with its stack."""
        return "".join(_shown(part) if not isinstance(part, str) else part for part in self._own(value))

    def nodes(self, values: tuple[Parts, ...]) -> tuple[Node | None, ...]:
        """The expressions of values; one `Ref` where they are all the elements of a list parameter."""
        for name, parameter in self.stack.whole.parameters.items():
            if parameter.type.startswith(LISTS):
                elements = self.resolver.listed((Reference(name),), self.stack)
                if set(elements) == set(values) and any(any(terms.references(one)) for one in elements):
                    return (_node((Reference(name),)),)
        return tuple(self.node(value) for value in values)

    def _own(self, value: Parts) -> Parts:
        """The value with what the template has expressions for."""
        if value not in self._written:
            self._written[value] = self._replaced(value)
        return self._written[value]

    def _replaced(self, value: Parts) -> Parts:
        if not self._candidates:
            found = sorted(self._all(), key=lambda one: (_weight(one.value), _is_plain(one.expression)), reverse=True)
            self._candidates = tuple(found)
        for candidate in self._candidates:
            if candidate.references <= set(value):
                value = terms.replaced(value, candidate.value, (candidate.expression,))
        return terms.joined(self._unqualified(part) for part in value)

    def _unqualified(self, part: Part) -> Part:
        """A function or an attribute of the template's own as the template has it."""
        own = f"{self.stack.name}/"
        match part:
            case Opaque(source=source) if source.startswith(own):
                rest = source.removeprefix(own)
                if rest.startswith("{{"):
                    return rest
                return Opaque(rest) if rest.startswith('{"') else part
            case Reference(name=name, attribute=None) if name.startswith(own) and "#" in name:
                logical_id, _, piece = name.removeprefix(own).partition("#")
                if logical_id in self.stack.template.resources and logical_id not in self.without:
                    return Reference(logical_id, None if piece == "Ref" else piece)
            case _:
                pass
        return part

    def _all(self) -> Iterator[_Candidate]:
        for resource in self.stack.template.resources.values():
            if resource.logical_id not in self.without:
                yield from self._resource(resource)
        for name in self.stack.whole.parameters:
            yield from self._parameter(name)
        for name in ("AWS::StackName", "AWS::StackId"):
            value = self.resolver.parts((Reference(name),), self.stack)
            yield _candidate(value, Reference(name))
        guid = json.dumps({"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]})
        yield _candidate((terms.of(self.stack.name, "AWS::StackId", "guid"),), Opaque(guid))

    def _resource(self, resource: Resource) -> Iterator[_Candidate]:
        row = resource_types().get(resource.type)
        if row is None:
            return
        ways = {row.ref: Reference(resource.logical_id)}
        ways |= {
            meant: Reference(resource.logical_id, attribute)
            for attribute, meant in row.attributes.items()
            if meant not in ways
        }
        if ARN in ways:
            yield _candidate(self.resolver.arn(resource, self.stack), ways[ARN])
        name = self.resolver.name(resource, self.stack)
        if NAME in ways and name == (terms.of(self.stack.name, resource.logical_id),):
            yield _candidate(name, ways[NAME])

    def _parameter(self, name: str) -> Iterator[_Candidate]:
        values = self.resolver.listed((Reference(name),), self.stack)
        for index, value in enumerate(values):
            if not any(terms.references(value)):
                continue
            if self.stack.whole.parameters[name].type.startswith(LISTS):
                yield _candidate(value, Opaque(json.dumps({"Fn::Select": [index, {"Ref": name}]})))
                continue
            yield _candidate(value, Reference(name))
            yield from _fields(value, name)


def _candidate(value: Parts, expression: Reference | Opaque) -> _Candidate:
    return _Candidate(value, expression, frozenset(terms.references(value)))


def _fields(value: Parts, name: str) -> Iterator[_Candidate]:
    """The fields of a parameter that is an ARN."""
    for delimiter in (":", "/"):
        for index, piece in enumerate(terms.split(value, delimiter)):
            own = any(_is_own(part) for part in terms.references(piece))
            if own and piece != value and (delimiter == "/" or index >= _FIRST_OWN_FIELD or len(piece) == 1):
                call = {"Fn::Select": [index, {"Fn::Split": [delimiter, {"Ref": name}]}]}
                yield _candidate(piece, Opaque(json.dumps(call)))


def _is_own(part: object) -> bool:
    """Whether a part is none of the pseudo parameters that are the same in all stacks."""
    return not (isinstance(part, Reference) and part.name.startswith("AWS::"))


def _is_plain(expression: Reference | Opaque) -> bool:
    return isinstance(expression, Reference)


def _weight(value: Parts) -> tuple[int, int]:
    return len(value), sum(len(part) for part in value if isinstance(part, str))


def _is_foreign(part: Part) -> bool:
    """Whether the template has no expression for a part."""
    match part:
        case Reference(name=name):
            return "/" in name or name.startswith("=")
        case Opaque(source=source):
            return not source.startswith('{"')
        case _:
            return False


def _shown(part: Reference | Opaque) -> str:
    match part:
        case Opaque(source=source) if source.startswith('{"'):
            written = write(_call(part), Style("flow"), 0)
            return written if written.startswith("{") else f"{{{written}}}"
        case Reference(name=name) if name.startswith("="):
            return name[1:]
        case _:
            return str(part)


def _node(value: Parts) -> Node:
    match value:
        case ():
            return Scalar("", NOWHERE)
        case (str() as text,):
            return Scalar(text, NOWHERE)
        case (Reference() | Opaque() as part,):
            return _call(part)
        case _:
            return _sub(value)


def _call(part: Reference | Opaque) -> Node:
    match part:
        case Opaque(source=source):
            return parse(source, _FUNCTION)
        case Reference(name=name, attribute=None):
            return Intrinsic("Ref", Scalar(name, NOWHERE), NOWHERE)
        case Reference(name=name, attribute=attribute):
            return Intrinsic("Fn::GetAtt", Scalar(f"{name}.{attribute}", NOWHERE), NOWHERE)


def _sub(value: Parts) -> Node:
    variables: dict[str, Node] = {}
    text = ""
    for part in value:
        match part:
            case str():
                text += part.replace("${", "${!")
            case Reference():
                text += str(part)
            case Opaque():
                name = f"Name{len(variables) + 1 if variables else ''}"
                variables[name] = _call(part)
                text += f"${{{name}}}"
    if not variables:
        return Intrinsic("Fn::Sub", Scalar(text, NOWHERE), NOWHERE)
    table = Object(tuple(Entry(name, node, NOWHERE) for name, node in variables.items()), NOWHERE)
    return Intrinsic("Fn::Sub", Sequence((Scalar(text, NOWHERE), table), NOWHERE), NOWHERE)
