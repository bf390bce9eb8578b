"""Where the files of a source artifact lie in the project.

A source action delivers what was pushed. `[tool.cfnproof.artifacts]` maps a path in the pushed tree to the file that is
pushed there; any other path is looked for beside the template.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cfnproof.config import find
from cfnproof.structural.pipelines.model import Action, ArtifactPath, Pipeline, artifact_path
from cfnproof.structural.values.parameter_values import default_text
from cfnproof.template.expressions import Parts
from cfnproof.template.model import Template

_ADVICE = "correct the name, add the file there, or map it in the table"
TABLE = "[tool.cfnproof.artifacts]"


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """One file that an action names: its path in the artifact, and the file, None where there is none.

    `missing` says what was looked for and where; `mapped` whether the project's table has it.
    """

    path: str
    file: Path | None
    missing: str = ""
    mapped: bool = False


def file_at(action: Action, key: str, pipeline: Pipeline) -> ArtifactFile | None:
    """The file that a Configuration key names as `Artifact::path`, with the parameters' Defaults.

    None where the template does not settle its name, or where it is not pushed but made by an earlier action.
    """
    written = default_text(action.value(key), action.template)
    found = artifact_path((written,)) if written else None
    if found is None or not found.path or _is_built(found, pipeline):
        return None
    return _look_up("".join(map(str, found.path)), action.template)


def input_file(action: Action, key: str, pipeline: Pipeline) -> ArtifactFile | None:
    """The file that a Configuration key names in the action's one input artifact; None as in `file_at`."""
    path = default_text(action.value(key), action.template)
    if not path or len(action.inputs) != 1 or _is_built(ArtifactPath(action.inputs[0].name, ()), pipeline):
        return None
    return _look_up(path, action.template)


def _is_built(found: ArtifactPath, pipeline: Pipeline) -> bool:
    """Whether the artifact is the output of an action that is no source."""
    return any(
        action.category != "Source"
        and _settled(output.name, action.template) == _settled(found.artifact, action.template)
        for action in pipeline.actions
        for output in action.outputs
    )


def _settled(name: Parts, template: Template) -> Parts:
    text = default_text(name, template)
    return name if text is None else (text,)


def _look_up(path: str, template: Template) -> ArtifactFile:
    pushed: Mapping[str, Path] = find(template.path.parent).artifacts
    if path in pushed:
        file = pushed[path]
        missing = f"names {path!r}, which {TABLE} maps to {str(file)!r}: there is no such file, correct the table"
    else:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            return ArtifactFile(
                path, None, f"names {path!r}, which is no path in an artifact: write it relative to the pushed tree"
            )
        file = template.path.parent / path
        missing = f"names the file {path!r}, which is neither in {TABLE} nor beside the template: {_ADVICE}"
    return ArtifactFile(path, file, mapped=path in pushed) if file.is_file() else ArtifactFile(path, None, missing)
