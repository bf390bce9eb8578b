"""What is wrong with the artifacts that an action's Configuration names: each must be an input of the action.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Iterator

from cfnproof.structural.pipelines.action_types import action_types
from cfnproof.structural.pipelines.model import Action, Pipeline, artifact_path
from cfnproof.structural.pipelines.parameter_overrides import artifact_uses
from cfnproof.structural.rule import Violation
from cfnproof.structural.texts.gaps import is_text
from cfnproof.structural.values.parameter_values import may_equal
from cfnproof.template.expressions import Parts, text
from cfnproof.template.suggestions import suggest


def reference_violations(action: Action, pipeline: Pipeline) -> Iterator[Violation]:
    """Yield each artifact that the Configuration names and the action does not take."""
    kind = action_types().find(action.category, action.owner, action.provider)
    if kind is None:
        return
    for key in kind.artifact_paths:
        yield from _paths(action, key, pipeline)
    for key in kind.artifact_names:
        name = action.value(key)
        if name and not _is_input(name, action):
            yield pipeline.violation(
                action, f"names {text(name)!r} in {key}, {_not_taken(name, action)}", action.mark_of(key)
            )
        if not name and key == "PrimarySource" and len(action.inputs) > 1:
            message = f"has {len(action.inputs)} InputArtifacts and no PrimarySource: name the one with the buildspec"
            yield pipeline.violation(action, message, action.place_of("InputArtifacts"))
    if kind.provider == "CloudFormation":
        for use in artifact_uses(action):
            if not _is_input(use.artifact, action):
                message = f"names {text(use.artifact)!r} in {use.function}, {_not_taken(use.artifact, action)}"
                yield pipeline.violation(action, message, use.mark)


def _paths(action: Action, key: str, pipeline: Pipeline) -> Iterator[Violation]:
    value = action.value(key)
    found = artifact_path(value)
    if found is None:
        if value and is_text(value):
            message = f"has {text(value)!r} for {key}: write `Artifact::file`, the artifact being one of its inputs"
            yield pipeline.violation(action, message, action.mark_of(key))
    elif not found.path:
        yield pipeline.violation(
            action, f"has {text(value)!r} for {key}, which names no file: write `Artifact::file`", action.mark_of(key)
        )
    elif not _is_input(found.artifact, action):
        message = f"names {text(found.artifact)!r} in {key}, {_not_taken(found.artifact, action)}"
        yield pipeline.violation(action, message, action.mark_of(key))


def _is_input(name: Parts, action: Action) -> bool:
    return any(may_equal(name, artifact.name, action.template) for artifact in action.inputs)


def _not_taken(name: Parts, action: Action) -> str:
    hint = suggest(text(name), (text(item.name) for item in action.inputs), "add it to InputArtifacts")
    return f"which is no input artifact of it: {hint}"
