"""Which files under the given paths are CloudFormation templates, told by their content."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import NotATemplateError, TemplateError
from cfnproof.template.model import Template, from_text
from cfnproof.template.text import read_text

SUFFIXES: Final = frozenset({".json", ".template", ".yaml", ".yml"})
"""What a walk looks at: the endings that cfn-lint and checkov read too."""

SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__"})
"""Folders that a walk passes over, beside those whose name begins with a dot."""

_TOP_KEY: Final = re.compile(r"""(?<!\w)(?:AWSTemplateFormatVersion|Resources)["']?\s*:""")
"""Enough, wherever it stands, for a file that does not parse to be taken for a template."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The templates that were found, and what could not be looked at."""

    templates: tuple[Template, ...]
    errors: tuple[TemplateError, ...]


def discover(paths: Iterable[Path]) -> Discovery:
    """Load each template among `paths`, folders walked in name order.

    A file that is no template is passed over in a walk and an error when named; a folder without templates is an error.
    """
    templates: dict[Path, Template] = {}
    errors: list[TemplateError] = []
    for path in paths:
        before = len(templates) + len(errors)
        for template in _folder(path) if path.is_dir() else _named(path):
            if isinstance(template, TemplateError):
                errors.append(template)
            else:
                templates.setdefault(template.path.resolve(), template)
        if before == len(templates) + len(errors) and path.is_dir() and not _inside(path, templates):
            errors.append(TemplateError(f"holds no CloudFormation template ({', '.join(sorted(SUFFIXES))})", path))
    return Discovery(tuple(templates.values()), tuple(errors))


def look(path: Path) -> Template | TemplateError | None:
    """Return what a walk makes of one file: a template, what is wrong with it, or None for a file that is none."""
    text = ""
    try:
        text = read_text(path)
        return from_text(text, path)
    except NotATemplateError:
        return None
    except TemplateError as error:
        return error if not text or _TOP_KEY.search(text) else None


def _inside(folder: Path, templates: Iterable[Path]) -> bool:
    """Whether a template of this folder is known already: it was given twice."""
    return any(path.is_relative_to(folder.resolve()) for path in templates)


def _named(path: Path) -> Iterator[Template | TemplateError]:
    try:
        yield from_text(read_text(path), path)
    except TemplateError as error:
        yield error


def _folder(folder: Path) -> Iterator[Template | TemplateError]:
    for path in _files(folder, frozenset()):
        if isinstance(path, TemplateError):
            yield path
            continue
        found = look(path)
        if found is not None:
            yield found


def _files(folder: Path, seen: frozenset[Path]) -> Iterator[Path | TemplateError]:
    """The candidates below a folder; links to folders are followed, but never in a circle."""
    here = folder.resolve()
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        yield TemplateError(f"cannot be read: {(error.strerror or str(error)).lower()}", folder)
        return
    for child in children:
        if child.is_dir():
            skipped = child.name.startswith(".") or child.name in SKIPPED_FOLDERS
            if not skipped and child.resolve() not in seen | {here}:
                yield from _files(child, seen | {here})
        elif child.suffix.lower() in SUFFIXES:
            yield child
