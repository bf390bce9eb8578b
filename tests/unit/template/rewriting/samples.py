"""What the tests of rewriting share: short names for nodes, the project's templates, and their texts in other forms."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import yaml

from cfnproof.template.nodes import Node, plain
from cfnproof.template.syntax import parse

ROOT: Final = Path(__file__).parents[4]
YAML: Final = Path("template.yaml")
JSON: Final = Path("template.json")
TEMPLATES: Final = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "cfn").glob("*.yaml"))}


def node(text: str) -> Node:
    """The node that a YAML text is."""
    return parse(text, YAML)


def value(text: str, path: Path = YAML) -> object:
    """The plain value of a template's text."""
    return plain(parse(text, path))


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _unended(text: str) -> str:
    return text.rstrip("\n")


def _indented_json(text: str) -> str:
    return json.dumps(value(text), indent=4) + "\n"


def _tabbed_json(text: str) -> str:
    return _crlf(json.dumps(value(text), indent="\t"))


def _minified_json(text: str) -> str:
    return json.dumps(value(text), separators=(",", ":"))


def _dashes_at_keys(text: str) -> str:
    return str(yaml.safe_dump(value(text), width=10_000, sort_keys=False))


def _commented(text: str) -> str:
    """A comment above and behind each line."""
    lines = _dashes_at_keys(text).splitlines()
    return "".join(f"{' ' * (len(line) - len(line.lstrip()))}# above\n{line} # behind\n" for line in lines)


def _in_brackets(text: str) -> str:
    return str(yaml.safe_dump(value(text), width=80, sort_keys=False, default_flow_style=True))


FORMS: Final[Mapping[str, tuple[Path, Callable[[str], str]]]] = {
    "as written": (YAML, str),
    "CRLF": (YAML, _crlf),
    "no final newline": (YAML, _unended),
    "dashes below their key": (YAML, _dashes_at_keys),
    "comments everywhere": (YAML, _commented),
    "flow style": (YAML, _in_brackets),
    "JSON": (JSON, _indented_json),
    "JSON with tabs and CRLF": (JSON, _tabbed_json),
    "JSON on one line": (JSON, _minified_json),
}
"""The ways to write a template down that every edit must hold for."""
