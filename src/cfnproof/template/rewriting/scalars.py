"""A scalar as text, quoted only where it would otherwise be read as something else."""

import json
import re
from io import StringIO
from typing import Any, Final

import yaml
from yaml.emitter import Emitter

Value = str | int | float | bool | None

_EMITTER: Final[Any] = Emitter(StringIO(), allow_unicode=True)  # its methods carry no types
_RESOLVER: Final[Any] = yaml.SafeLoader("")
_STRING: Final = "tag:yaml.org,2002:str"
_INNER_COLON: Final = re.compile(r"(?<=[^\s,\[\]{}?]):(?=[^\s,\[\]{}?])")
_OTHER_READERS: Final = re.compile(r"[yYnN]|[-+]?[0-9.][0-9_.]*(?:[eE][-+]?[0-9]+)?|0o[0-7]+")
"""What YAML 1.1 or 1.2 reads as a boolean or a number and PyYAML does not."""


def yaml_text(value: Value, *, flow: bool) -> str:
    """A scalar in YAML; `flow` where it stands in brackets."""
    if not isinstance(value, str):
        return str(yaml.safe_dump(value)).split("\n", 1)[0]
    analysis = _EMITTER.analyze_scalar(value)
    if analysis.multiline or not (analysis.allow_single_quoted and value.isprintable()):
        dumped: str = yaml.dump(value, default_style='"', allow_unicode=True, width=float("inf"))
        return dumped.rstrip("\n")
    if _is_plain(value, flow=flow, block=analysis.allow_block_plain):
        return value
    return "'" + value.replace("'", "''") + "'"


def json_text(value: object, *, comma: str, colon: str) -> str:
    """A value of Python's own types in JSON, on one line."""
    text = json.dumps(value, ensure_ascii=False, separators=(comma, colon))
    return text if text.isprintable() else json.dumps(value, separators=(comma, colon))


def _is_plain(value: str, *, flow: bool, block: bool) -> bool:
    """Whether a string needs no quotes; `block` says whether it needs none outside of brackets.

    PyYAML's analysis quotes every colon in brackets; one inside a word, as in `AWS::Region`, reads well. Punctuation
    alone is quoted because it is easily overlooked.
    """
    syntax = _EMITTER.analyze_scalar(_INNER_COLON.sub("x", value)).allow_flow_plain if flow else block
    string = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) == _STRING
    return bool(syntax and string and not _OTHER_READERS.fullmatch(value) and any(map(str.isalnum, value)))
