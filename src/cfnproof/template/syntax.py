"""YAML or JSON text to a tree of nodes that know their lines.

CloudFormation supports YAML 1.1 without aliases, hash merges and the binary, omap, pairs, set and timestamp tags:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
The tree is built from the parser's events with an explicit stack, so neither nesting nor aliases can exhaust memory.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from cfnproof.errors import TemplateError
from cfnproof.template.intrinsic_names import LONG_FORMS, SHORT_FORMS
from cfnproof.template.nodes import Entry, Intrinsic, Mark, Node, Object, Scalar, Sequence

MAX_DEPTH: Final = 100
"""Levels of nesting; CloudFormation's own limit is not published, real templates stay below 30."""

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's safe loader, libyaml's where the wheel has it: ten times as fast."""

_RESOLVER: Final[Any] = yaml.SafeLoader("")  # its methods carry no types
_YAML_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_TAGS: Final = frozenset({f"{_YAML_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")})
_JSON_ESCAPES: Final = re.compile(r"\\(?:\\|/|u[dD][89a-fA-F][0-9a-fA-F]{2})")


def parse(text: str, path: Path) -> Node:
    """Return the tree of a YAML or JSON document.

    Raises TemplateError, with line and column, for what does not parse, a duplicate key, an unknown tag, an alias,
    a second document, or nesting deeper than `MAX_DEPTH`.
    """
    return _Reader(text, path).read()


def is_json(text: str, path: Path) -> bool:
    """Whether the text is JSON; text that must be JSON by its name and is not raises TemplateError."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except RecursionError as error:
        raise TemplateError(f"is nested more than {MAX_DEPTH} levels deep", path) from error
    except json.JSONDecodeError as error:
        if path.suffix == ".json":
            raise TemplateError(f"is not valid JSON: {error.msg}", path, error.lineno, error.colno) from error
        return False
    except ValueError as error:  # a number of more digits than Python converts
        raise TemplateError(f"is not valid JSON: {error}", path) from error
    return True


def json_as_yaml(text: str) -> str:
    """JSON whose blanks and escapes that YAML lacks are replaced at equal length: all values keep their places."""
    escaped = _JSON_ESCAPES.sub(lambda match: "\\\\" if match[0] == "\\\\" else "x" * len(match[0]), text)
    return escaped.replace("\t", " ")


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    mark: Mark
    tag: str | None
    mapping: bool
    children: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str, Mark] | None = None


class _Reader:
    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._path = path
        self._json = is_json(text, path)
        self._anchors: set[str] = set()
        self._stack: list[_Open] = []
        self._root: Node | None = None

    def read(self) -> Node:
        documents = 0
        for event in self._events():
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise self._error("a second document begins here: a template is one YAML document", _mark(event))
            self._take(event)
        if self._root is None:
            raise TemplateError("is empty", self._path)
        return self._root

    def _events(self) -> Iterator[Any]:
        text = json_as_yaml(self._text) if self._json else self._text
        try:
            yield from yaml.parse(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            message = f"holds a character that YAML does not allow: {error.reason}"
            raise TemplateError(message, self._path, line) from error

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> TemplateError:
        mark = error.problem_mark or error.context_mark
        if mark is None:
            return TemplateError(f"is not valid YAML: {error}", self._path)
        lines = self._text.splitlines() or [""]
        line = lines[min(mark.line, len(lines) - 1)]
        before = line[: mark.column + 1]
        hint = ": a tab; YAML indents with spaces" if "\t" in before and not before.strip() else ""
        return self._error(f"is not valid YAML: {error.problem}{hint}", Mark(mark.line + 1, mark.column + 1))

    def _take(self, event: Any) -> None:  # noqa: ANN401  # PyYAML's events have no common type in its stubs
        match event:
            case yaml.AliasEvent():
                raise self._alias(event)
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._open(event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._close()
            case _:
                return

    def _alias(self, event: Any) -> TemplateError:  # noqa: ANN401  # as above
        if event.anchor not in self._anchors:
            return self._error(f"undefined anchor {event.anchor!r}", _mark(event))
        return self._error(
            f"alias '*{event.anchor}': CloudFormation does not accept YAML aliases; write the value out", _mark(event)
        )

    def _scalar(self, event: Any) -> None:  # noqa: ANN401  # as above
        mark = _mark(event)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.mapping and top.key is None:
            self._key(top, self._value(event) if self._json else event.value, mark)
            return
        function = self._function(event.tag, mark)
        if event.anchor:
            self._anchors.add(event.anchor)
        if function:
            self._add(Intrinsic(function, Scalar(event.value, mark), mark))
        else:
            self._add(Scalar(self._value(event), mark))

    def _key(self, top: _Open, key: Any, mark: Mark) -> None:  # noqa: ANN401  # as above
        if key == "<<" and not self._json:
            raise self._error("a hash merge '<<': CloudFormation does not accept it; write the keys out", mark)
        if key in top.entries:
            first = top.entries[key].mark.line
            raise self._error(f"duplicate key {key!r}, first on line {first}: remove one", mark)
        top.key = (str(key), mark)

    def _value(self, event: Any) -> str | int | float | bool | None:  # noqa: ANN401  # as above
        if self._json:
            source = self._text[event.start_mark.index : event.end_mark.index]
            if not source:  # the parser took a long key for a value without one
                raise self._error("a key longer than 1,024 characters: shorten it", _mark(event))
            value: str | int | float | bool | None = json.loads(source)
            return value
        tag = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == f"{_YAML_TAG}timestamp":  # a policy document's Version is a string
            return str(event.value)
        try:
            built: str | int | float | bool | None = _RESOLVER.construct_object(yaml.ScalarNode(tag, event.value))
        except (ValueError, LookupError, yaml.YAMLError) as error:
            raise self._error(f"{event.value!r} is no valid {tag.removeprefix(_YAML_TAG)}", _mark(event)) from error
        return built

    def _function(self, tag: str | None, mark: Mark) -> str | None:
        """The intrinsic function of a tag, None for no tag and for YAML's own."""
        if tag is None or tag == "!" or tag in _PLAIN_TAGS:
            return None
        if tag not in SHORT_FORMS:
            name = tag.replace(_YAML_TAG, "!!")
            raise self._error(f"unknown tag {name!r}: CloudFormation knows {', '.join(SHORT_FORMS)}", mark)
        return SHORT_FORMS[tag]

    def _open(self, event: Any) -> None:  # noqa: ANN401  # as above
        mark = _mark(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._error(f"is nested more than {MAX_DEPTH} levels deep", mark)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.mapping and top.key is None:
            raise self._error("a key that is a list or a mapping: keys are strings", mark)
        if event.anchor:
            self._anchors.add(event.anchor)
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Open(mark, self._function(event.tag, mark), mapping))

    def _close(self) -> None:
        done = self._stack.pop()
        node: Node
        if done.mapping:
            if len(done.entries) > 1 and "Fn::Transform" in done.entries:
                message = "Fn::Transform beside other keys: what it adds is not looked into; write it out"
                raise self._error(message, done.entries["Fn::Transform"].mark)
            node = _long_form(Object(tuple(done.entries.values()), done.mark))
        else:
            node = Sequence(tuple(done.children), done.mark)
        self._add(Intrinsic(done.tag, node, done.mark) if done.tag else node)

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        if top.mapping and top.key is not None:
            key, mark = top.key
            top.entries[key] = Entry(key, node, mark)
            top.key = None
        else:
            top.children.append(node)

    def _error(self, message: str, mark: Mark) -> TemplateError:
        return TemplateError(message, self._path, mark.line, mark.column)


def _long_form(node: Object) -> Node:
    """`{"Fn::Sub": x}` is a call; `{"Condition": x}` is one only where x is a name."""
    if len(node.entries) != 1 or node.entries[0].key not in LONG_FORMS:
        return node
    entry = node.entries[0]
    if entry.key in {"Condition", "Ref"} and not isinstance(entry.value, Scalar):
        return node
    return Intrinsic(entry.key, entry.value, entry.mark)


def _mark(event: Any) -> Mark:  # noqa: ANN401  # PyYAML's events have no common type in its stubs
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
