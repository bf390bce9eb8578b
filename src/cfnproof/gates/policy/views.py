"""What checkov reads of one template beside the file itself: its forms, written out as JSON.

checkov decides conditions with the parameters' defaults and drops what is then off, so a bad branch passes unseen; and
it passes over a resource that has no lines of its own. So it reads forms too, until each condition is seen both ways.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from cfnproof.template.forms import Form, forms
from cfnproof.template.model import Template
from cfnproof.template.nodes import plain


def views(template: Template, folder: Path) -> Iterator[Path]:
    """Write forms of a template into `folder` and return their paths."""
    for number, form in enumerate(_both_ways(forms(template).forms)):
        path = folder / f"form-{number}.json"
        path.write_text(json.dumps(plain(form.template.root), indent=1, default=str), encoding="utf-8")
        yield path


def _both_ways(found: tuple[Form, ...]) -> Iterator[Form]:
    """Forms in which every condition is seen with each of its outcomes, as few as come first."""
    seen: set[tuple[str, bool]] = set()
    for form in found:
        outcomes = set(form.conditions.items())
        if outcomes - seen or not outcomes:
            seen |= outcomes
            yield form
