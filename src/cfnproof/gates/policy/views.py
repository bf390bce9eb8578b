"""What checkov reads of a template: its forms, written out as JSON.

checkov decides conditions with the parameters' defaults and drops what is then off, so a bad branch passes unseen; it
fills defaults in where the form rules them out; it heeds skips; and it passes over a resource that has no lines of its
own. A form has no conditions left, the values that led to it for Defaults, and no Metadata.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cfnproof.template.forms import Form, forms
from cfnproof.template.model import Template
from cfnproof.template.nodes import plain


@dataclass(frozen=True, slots=True)
class View:
    """One form of a template in a file of its own; `resources` are the logical ids in it."""

    file: Path
    template: Template
    resources: frozenset[str]


def views(template: Template, folder: Path) -> Iterator[View]:
    """Write each form of a template into `folder`, those that read the same once."""
    written: set[str] = set()
    for number, form in enumerate(forms(template).forms):
        text = json.dumps(_document(form), indent=1, default=str)
        if text not in written:
            written.add(text)
            file = folder / f"form-{number}.json"
            file.write_text(text, encoding="utf-8")
            yield View(file, template, frozenset(form.template.resources))


def _document(form: Form) -> Mapping[str, object]:
    root = plain(form.template.root)
    document = {key: value for key, value in root.items() if key != "Metadata"} if isinstance(root, dict) else {}
    for body in document["Resources"].values():
        body.pop("Metadata", None)
    for name, value in form.parameters.items():
        body = document["Parameters"][name]
        body.pop("Default", None)
        if value is not None:
            body["Default"] = value
    return document
