"""The stacks whose outputs a pushed file may name: those of the project's templates, by the stems of their files."""

from collections.abc import Iterator

from cfnproof.config import find
from cfnproof.structural.pipelines.artifact_files import ArtifactFile
from cfnproof.template.discover import discover
from cfnproof.template.model import Template
from cfnproof.template.pushed import check_placeholders, is_filled, placeholders
from cfnproof.template.text import read_text


def placeholder_faults(found: ArtifactFile, template: Template) -> Iterator[str]:
    """Yield what is wrong with the placeholders of a file that the project's table pushes, with their lines."""
    if found.file is None or not found.mapped:
        return
    text = read_text(found.file)
    if not is_filled(found.file, text) or not placeholders(text):
        return
    project = discover(find(template.path.parent).templates)
    stacks = {one.path.stem: one for one in project.templates}
    for problem in check_placeholders(text, stacks):
        yield f"names {found.path!r}, in which line {problem.mark.line}: {problem.message}"
