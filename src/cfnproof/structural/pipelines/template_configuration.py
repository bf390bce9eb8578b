"""CodePipeline's template configuration: a JSON file with the parameters, tags and stack policy of a stack.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import TemplateError
from cfnproof.template.suggestions import suggest
from cfnproof.template.text import read_text

SECTIONS: Final = ("Parameters", "Tags", "StackPolicy")


@dataclass(frozen=True, slots=True)
class TemplateConfiguration:
    """What a file holds: its parameters' values, None where it cannot be read, and what is wrong with it."""

    parameters: Mapping[str, str] | None
    problems: tuple[str, ...]


def read_configuration(file: Path) -> TemplateConfiguration:
    """Read a template configuration; what is malformed is a problem, never an exception."""
    try:
        document = json.loads(read_text(file), object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        return TemplateConfiguration(
            None, (f"is no JSON, {error.msg} (line {error.lineno}, column {error.colno}): mend it",)
        )
    except (TemplateError, ValueError, RecursionError) as error:
        problem = error.message if isinstance(error, TemplateError) else str(error) or "is nested too deeply"
        return TemplateConfiguration(None, (problem,))
    if not isinstance(document, dict):
        return TemplateConfiguration(None, (f"is no JSON object: write one with {', '.join(SECTIONS)}",))
    return TemplateConfiguration(_texts(document.get("Parameters")), tuple(_problems(document)))


def _problems(document: Mapping[str, object]) -> Iterator[str]:
    for key in document:
        if key not in SECTIONS:
            yield f"has the unknown key {key!r}: {suggest(key, SECTIONS)}"
    for section in ("Parameters", "Tags"):
        values = document.get(section, {})
        if not isinstance(values, dict):
            yield f'has {section} that are no object: write `{{"Name": "value"}}`'
            continue
        for name, value in values.items():
            if not isinstance(value, str):
                yield f"has {value!r} for {name!r} of {section}: write it in quotes"
    if not isinstance(document.get("StackPolicy", {}), dict):
        yield 'has a StackPolicy that is no object: write `{"Statement": […]}`'


def _texts(parameters: object) -> Mapping[str, str]:
    found = parameters if isinstance(parameters, dict) else {}
    return {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, raising ValueError for a key that stands twice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"has the key {key!r} twice: remove one")
        found[key] = value
    return found
