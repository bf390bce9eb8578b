"""Writes the resource schemas that ship in `cfnproof.template.schemas`, from the installed cfn-lint's.

Run after an upgrade of cfn-lint: `python scripts/make_schemas.py`.
"""
# ruff: noqa: INP001  # a script, not a package

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from cfnproof.template.schemas import TYPES, file_name

REGION: Final = "us-east-1"
FOLDER: Final = Path(__file__).parents[1] / "src/cfnproof/template/schemas"

_DOCUMENTATION: Final = frozenset(
    {"$comment", "$schema", "description", "documentationUrl", "examples", "sourceUrl", "title"}
)
_NAMED: Final = frozenset({"definitions", "patternProperties", "properties"})


def text_of(resource_type: str) -> str:
    """The text of a type's file: sorted keys, indented by one, without documentation."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource_type).schema
    return json.dumps(_without_documentation(schema), indent=1, sort_keys=True) + "\n"


def _without_documentation(schema: Any) -> Any:  # noqa: ANN401  # any part of a JSON document
    """The schema without keywords for readers. A property may bear the same name as a keyword and stays."""
    if isinstance(schema, list):
        return [_without_documentation(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        keyword: {name: _without_documentation(item) for name, item in value.items()}
        if keyword in _NAMED and isinstance(value, Mapping)
        else _without_documentation(value)
        for keyword, value in schema.items()
        if keyword not in _DOCUMENTATION
    }


def main() -> None:
    """Write every file, and remove those of types that are no longer listed."""
    texts = {file_name(resource_type): text_of(resource_type) for resource_type in TYPES}
    for stale in FOLDER.glob("*.json"):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
