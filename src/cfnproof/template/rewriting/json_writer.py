"""A node as JSON, functions in their long form: a call on one line where it fits, everything else one value a line."""

from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence, attributes_listed, plain, walk
from cfnproof.template.rewriting.scalars import json_text
from cfnproof.template.rewriting.style import Style


def write(node: Node, style: Style, indent: int) -> str:
    """Return a value as JSON; the first line is not indented, the closing bracket stands at column `indent`."""
    compact = json_text(attributes_listed(plain(node)), comma=style.comma, colon=style.colon)
    if style.compact or isinstance(node, Scalar):
        return compact
    inner = indent + style.step
    match node:
        case Sequence(items=items) if items:
            return _lines("[]", [write(item, style, inner) for item in items], style, indent)
        case Object(entries=entries) if entries:
            return _lines("{}", [write_entry(entry, style, inner) for entry in entries], style, indent)
        case Intrinsic() if any(isinstance(part, Object) for part in walk(node)) or indent + len(compact) > style.width:
            return _lines(
                "{}", [write_entry(Entry(node.name, _argument(node), node.mark), style, inner)], style, indent
            )
        case _:
            return compact


def write_entry(entry: Entry, style: Style, indent: int) -> str:
    """Return `"key": value` as JSON, with the key at column `indent`."""
    return f"{json_text(entry.key, comma='', colon='')}{style.colon}{write(entry.value, style, indent)}"


def _lines(brackets: str, parts: list[str], style: Style, indent: int) -> str:
    outer, inner = style.blank * indent, style.blank * (indent + style.step)
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{outer}{brackets[1]}"


def _argument(node: Intrinsic) -> Node:
    """JSON has `Fn::GetAtt` only with a list."""
    argument = node.argument
    if node.name == "Fn::GetAtt" and isinstance(argument, Scalar) and isinstance(argument.value, str):
        return Sequence(tuple(Scalar(part, argument.mark) for part in argument.value.split(".", 1)), argument.mark)
    return argument
