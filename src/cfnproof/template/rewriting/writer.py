"""A node as text: YAML with CloudFormation's short-form tags, or JSON with the functions' long form."""

from typing import Final

from cfnproof.template.intrinsic_names import SHORT_FORMS
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence, walk
from cfnproof.template.rewriting import json_writer
from cfnproof.template.rewriting.scalars import yaml_text
from cfnproof.template.rewriting.style import Style

_TAGS: Final = {name: tag for tag, name in SHORT_FORMS.items()}
_DASH: Final = "- "


def write(node: Node, style: Style, indent: int) -> str:
    """Return a value as text.

    The first line is not indented, so that it can stand behind a dash or a key; the others, and the entries of a
    mapping or list in lines, are indented by `indent` columns. The text has no line end of its own and uses LF.
    """
    match style.form:
        case "json":
            return json_writer.write(node, style, indent)
        case "flow":
            return _flow(node)
        case "block":
            return _block(node, style, indent, indent)


def write_entry(entry: Entry, style: Style, indent: int) -> str:
    """Return `key: value` as text, with the key at column `indent`; lines as in `write`."""
    if style.form == "json":
        return json_writer.write_entry(entry, style, indent)
    key = yaml_text(entry.key, flow=style.form == "flow")
    if style.form == "flow":
        return f"{key}: {_flow(entry.value)}"
    return f"{key}:{write_behind_colon(entry.value, style, indent, indent + len(key) + 1)}"


def write_behind_colon(node: Node, style: Style, indent: int, column: int) -> str:
    """Return what follows the colon of a key in lines: a blank and a value, or a line end and an indented value.

    `indent` is the key's column, `column` the one behind its colon.
    """
    nested = indent + (style.dash if isinstance(node, Sequence) else style.step)
    if _begins_a_line(node):
        return f"\n{' ' * nested}{_block(node, style, nested, nested)}"
    text = _block(node, style, nested, column + 1)
    if "\n" not in text and column + 1 + len(text) > style.width and column + 1 > nested:
        return f"\n{' ' * nested}{text}"
    return f" {text}"


def write_in_brackets(node: Node, style: Style, column: int) -> str | None:
    """Return a value in YAML's flow style, None where its line, which it begins at `column`, would be too long."""
    text = _flow(node)
    return text if column + len(text) <= style.width else None


def _begins_a_line(node: Node) -> bool:
    match node:
        case Scalar():
            return False
        case Sequence():
            return bool(node.items)
        case Object():
            return bool(node.entries)
        case Intrinsic():
            return _tag(node) is None


def _block(node: Node, style: Style, indent: int, column: int) -> str:
    """A value whose first line begins at `column`."""
    between = "\n" + " " * indent
    match node:
        case Scalar():
            return yaml_text(node.value, flow=False)
        case Sequence(items=items) if items:
            inner = indent + len(_DASH)
            return between.join(f"{_DASH}{_block(item, style, inner, inner)}" for item in items)
        case Object(entries=entries) if entries:
            return between.join(write_entry(entry, style, indent) for entry in entries)
        case Intrinsic():
            return _call(node, style, indent, column)
        case _:
            return _flow(node)


def _call(node: Intrinsic, style: Style, indent: int, column: int) -> str:
    tag = _tag(node)
    if tag is None:
        return write_entry(Entry(node.name, node.argument, node.mark), style, indent)
    if isinstance(node.argument, Scalar):
        return f"{tag} {_block(node.argument, style, indent, column)}"
    if _in_brackets(node) and column + len(_flow(node)) <= style.width:
        return _flow(node)
    between = "\n" + " " * indent if _begins_a_line(node.argument) else " "
    return f"{tag}{between}{_block(node.argument, style, indent, indent)}"


def _in_brackets(node: Intrinsic) -> bool:
    """Whether a call reads well in brackets: it has no mapping, and is no `Fn::Sub` with variables."""
    return node.name != "Fn::Sub" and not any(isinstance(part, Object) for part in walk(node.argument))


def _flow(node: Node) -> str:
    match node:
        case Scalar():
            return yaml_text(node.value, flow=True)
        case Sequence():
            return f"[{', '.join(map(_flow, node.items))}]"
        case Object():
            pairs = ((yaml_text(entry.key, flow=True), _flow(entry.value)) for entry in node.entries)
            return f"{{{', '.join(f'{key}: {value}' for key, value in pairs)}}}"
        case Intrinsic():
            tag = _tag(node)
            argument = _flow(node.argument)
            return f"{tag} {argument}" if tag else f"{{{yaml_text(node.name, flow=True)}: {argument}}}"


def _tag(node: Intrinsic) -> str | None:
    """The short form of a call, None where only the long one says the same.

    YAML allows one tag on a value, and a tag makes every scalar a string.
    """
    if isinstance(node.argument, Intrinsic):
        return None
    if isinstance(node.argument, Scalar) and not isinstance(node.argument.value, str):
        return None
    return _TAGS.get(node.name)
