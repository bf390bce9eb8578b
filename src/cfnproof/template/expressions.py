"""What a value will be at deployment, as far as the template says: text with references left symbolic.

Two expressions with equal parts have equal values: `!Sub "a-${B}"` and `!Join ["-", [a, !Ref B]]` are the same.
Parts that differ may still have equal values, through a parameter or a physical name: inequality proves nothing alone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Node, Object, Scalar, Sequence, dig, entries, plain


@dataclass(frozen=True, slots=True)
class Reference:
    """`Ref` (attribute None) or `Fn::GetAtt` of a resource, parameter or pseudo parameter."""

    name: str
    attribute: str | None = None

    def __str__(self) -> str:
        """As `Fn::Sub` writes it."""
        return f"${{{self.name}.{self.attribute}}}" if self.attribute else f"${{{self.name}}}"


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that only the deployment knows: an import, a split, a condition. `source` is its canonical text."""

    source: str

    def __str__(self) -> str:
        """The function as JSON."""
        return self.source


Part = str | Reference | Opaque
Parts = tuple[Part, ...]

_VARIABLE: Final = re.compile(r"\$\{(!?)([^}]*)\}")
_MAX_NESTING: Final = 20


def parts(node: Node | None, template: Template) -> Parts:
    """The parts of a value, adjacent text joined; nothing for None and for an empty string."""
    return _joined(_parts(node, template, 0))


def literal(node: Node | None, template: Template) -> str | None:
    """The value where the template alone determines it, else None."""
    found = parts(node, template)
    if node is None or not all(isinstance(part, str) for part in found):
        return None
    return "".join(str(part) for part in found)


def text(found: Parts) -> str:
    """Parts as a message shows them, in `Fn::Sub`'s notation."""
    return "".join(str(part) for part in found)


def show(node: Node | None, template: Template) -> str:
    """A value as a message shows it."""
    return text(parts(node, template))


def references(node: Node | None, template: Template) -> frozenset[Reference]:
    """All references anywhere in a value, those inside opaque functions, lists and mappings included."""
    if node is None:
        return frozenset()
    found = {part for part in parts(node, template) if isinstance(part, Reference)}
    match node:
        case Intrinsic():
            found |= references(node.argument, template) if node.name not in {"Ref", "Fn::GetAtt", "Fn::Sub"} else set()
            if node.name == "Fn::Sub":
                found |= references(dig(node.argument, 1), template)
        case Sequence():
            found.update(chain.from_iterable(references(item, template) for item in node.items))
        case Object():
            found.update(chain.from_iterable(references(entry.value, template) for entry in node.entries))
        case Scalar():
            pass
    return frozenset(found)


def get_att(argument: Node) -> Reference | None:
    """The reference of `Fn::GetAtt` in its string or list form, None where the attribute is computed."""
    if isinstance(argument, Sequence):
        names = [scalar_text(item) for item in argument.items]
        if len(names) < 2 or None in names:  # noqa: PLR2004  # a logical id and an attribute
            return None
        return Reference(str(names[0]), ".".join(str(name) for name in names[1:]))
    name, dot, attribute = (scalar_text(argument) or "").partition(".")
    return Reference(name, attribute) if dot else None


def sub(template_text: str, variables: Mapping[str, Parts]) -> Parts:
    """The parts of a `Fn::Sub` string; `${!x}` is the text `${x}`, a name in `variables` is its value."""
    found: list[Part] = []
    end = 0
    for match in _VARIABLE.finditer(template_text):
        found.append(template_text[end : match.start()])
        end = match.end()
        name = match[2].strip()
        if match[1]:
            found.append(f"${{{match[2]}}}")
        elif name in variables:
            found.extend(variables[name])
        else:
            found.append(Reference(*name.split(".", 1)))
    found.append(template_text[end:])
    return _joined(found)


def _parts(node: Node | None, template: Template, depth: int) -> Iterable[Part]:
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return (scalar_text(node) or "",)
    if not isinstance(node, Intrinsic) or depth > _MAX_NESTING:
        return (_opaque(node),)
    return _call(node, template, depth + 1)


def _call(node: Intrinsic, template: Template, depth: int) -> Iterable[Part]:
    argument = node.argument
    found: Iterable[Part] | None = None
    match node.name:
        case "Ref":
            found = (Reference(scalar_text(argument) or ""),)
        case "Fn::GetAtt":
            reference = get_att(argument)
            found = (reference,) if reference else None
        case "Fn::Sub":
            found = _sub(argument, template, depth)
        case "Fn::Join":
            found = _join(argument, template, depth)
        case "Fn::FindInMap":
            found = _find_in_map(argument, template, depth)
        case "Fn::Select":
            found = _select(argument, template, depth)
        case _:
            pass
    return (_opaque(node),) if found is None else found


def _sub(argument: Node, template: Template, depth: int) -> Iterable[Part] | None:
    if isinstance(argument, Sequence):
        body = scalar_text(dig(argument, 0))
        variables = {entry.key: tuple(_parts(entry.value, template, depth)) for entry in entries(dig(argument, 1))}
    else:
        body, variables = scalar_text(argument), {}
    return None if body is None else sub(body, variables)


def _join(argument: Node, template: Template, depth: int) -> Iterable[Part] | None:
    delimiter, values = scalar_text(dig(argument, 0)), dig(argument, 1)
    if delimiter is None and isinstance(dig(argument, 0), Scalar):
        delimiter = ""
    if delimiter is None or not isinstance(values, Sequence):
        return None
    found: list[Part] = []
    for position, value in enumerate(values.items):
        found.extend((*([delimiter] if position else []), *_parts(value, template, depth)))
    return found


def _find_in_map(argument: Node, template: Template, depth: int) -> Iterable[Part] | None:
    if not isinstance(argument, Sequence):
        return None
    keys = [literal(item, template) for item in argument.items[:3]]
    value = dig(template.root.get("Mappings"), *(key or "" for key in keys))
    return None if None in keys or value is None else _parts(value, template, depth)


def _select(argument: Node, template: Template, depth: int) -> Iterable[Part] | None:
    index, values = literal(dig(argument, 0), template), dig(argument, 1)
    if index is None or not index.isdigit() or not isinstance(values, Sequence):
        return None
    chosen = dig(values, int(index))
    return None if chosen is None else _parts(chosen, template, depth)


def _opaque(node: Node) -> Opaque:
    return Opaque(json.dumps(plain(node), sort_keys=True, default=str))


def _joined(found: Iterable[Part]) -> Parts:
    joined: list[Part] = []
    for part in found:
        if part == "":
            continue
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
