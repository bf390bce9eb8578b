"""The stacks whose outputs a pushed file may name.

They are those of `[[tool.cfnproof.stacks]]`, by their names, as for what is deployed. A project that lists none has a
stack for each of its templates, by the stem of the file's name.
"""

from collections.abc import Iterator, Mapping

from cfnproof.config import Config, find
from cfnproof.structural.pipelines.artifact_files import ArtifactFile
from cfnproof.template.discover import discover
from cfnproof.template.model import Template, load
from cfnproof.template.pushed import check_placeholders, filled_text, placeholders


def placeholder_faults(found: ArtifactFile, template: Template) -> Iterator[str]:
    """Yield what is wrong with the placeholders of a file that the project's table pushes, with their lines."""
    if found.file is None or not found.mapped:
        return
    text = filled_text(found.file)
    if not placeholders(text):
        return
    for problem in check_placeholders(text, _stacks(find(template.path.parent))):
        yield f"names {found.path!r}, in which line {problem.mark.line}: {problem.message}"


def _stacks(config: Config) -> Mapping[str, Template]:
    """The project's templates by stack name. Raises TemplateError for a listed one that cannot be read."""
    if config.stacks:
        return {entry.name: load(entry.template) for entry in config.stacks}
    return {one.path.stem: one for one in discover(config.templates).templates}
