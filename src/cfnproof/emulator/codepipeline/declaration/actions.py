"""What CodePipeline asks of each action: its type, artifacts, configuration and namespace.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Action, Declaration, Stage
from cfnproof.emulator.codepipeline.declaration.structure import repeated
from cfnproof.emulator.errors import ServiceError
from cfnproof.structural.pipelines.action_types import ActionType, Count, action_types

_APPROVAL: Final = "Approval"
_VARIABLE: Final = "#{"


def check_actions(pipeline: Declaration, region: str) -> None:
    """Raise ServiceError InvalidActionDeclarationException for the first fault."""
    for action in pipeline.actions:
        _check_type(action, region)
        _check_timeout(action)
    _check_flow(pipeline)
    _check_namespaces(pipeline)


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidActionDeclarationException", message)


def _check_type(action: Action, region: str) -> None:
    types = action_types()
    if (action.category, action.owner) in types.unlisted:
        return
    row = types.find(action.category, action.owner, action.provider)
    if row is None or row.version != action.version:
        raise _invalid(
            f"ActionType (Category: '{action.category}', Provider: '{action.provider}', Owner: '{action.owner}', "
            f"Version: '{action.version}') in action '{action.name}' is not available in region "
            f"'{region.upper().replace('-', '_')}'"
        )
    _check_count(action, "input", len(action.inputs), row.inputs)
    _check_count(action, "output", len(action.outputs), row.outputs)
    _check_configuration(action, row)


def _check_count(action: Action, direction: str, number: int, allowed: Count) -> None:
    declares = f"Action {action.name} declares {number} {direction} artifacts which is"
    if number < allowed.least:
        raise _invalid(f"{declares} less than the minimum count ({allowed.least})")
    if number > allowed.most:
        raise _invalid(f"{declares} more than the maximum count ({allowed.most})")


def _check_configuration(action: Action, row: ActionType) -> None:
    about = f"Action configuration for action '{action.name}'"
    for key in _required(action, row):
        if not action.configuration.get(key):
            raise _invalid(f"{about} is missing required configuration '{key}'")
    for key, value in action.configuration.items():
        if key not in row.keys and not row.more_keys:
            raise _invalid(f"{about} contains unknown configuration '{key}'")
        allowed = row.values.get(key)
        if allowed and _VARIABLE not in value and value not in allowed:
            raise _invalid(f"{about} has value '{value}' for '{key}': it can be {', '.join(allowed)}")


def _required(action: Action, row: ActionType) -> Iterator[str]:
    yield from row.required
    for when in row.required_when:
        if action.configuration.get(when.key) == when.value:
            yield from when.keys


def _check_timeout(action: Action) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html."""
    if action.timeout is not None and action.category != _APPROVAL:
        raise _invalid(f"timeoutInMinutes of action {action.name} is available only to manual approval actions")


def _check_flow(pipeline: Declaration) -> None:
    """Each output is new, each input an output of an earlier stage, or of a lower run order in the same stage."""
    if twice := repeated(name for action in pipeline.actions for name in action.outputs):
        raise _invalid(
            f"Output Artifact Bundle name must be unique within the pipeline. {twice[0]} has been used more than once."
        )
    before: set[str] = set()
    for stage in pipeline.stages:
        for action in stage.actions:
            given = before | _outputs_before(stage, action.run_order)
            if missing := [name for name in action.inputs if name not in given]:
                raise _invalid(
                    f"Input Artifact Bundle {missing[0]} in action {action.name} is not declared as "
                    f"Output Artifact Bundle in any of the preceding actions"
                )
        before |= {name for action in stage.actions for name in action.outputs}


def _outputs_before(stage: Stage, run_order: int) -> set[str]:
    return {name for action in stage.actions if action.run_order < run_order for name in action.outputs}


def _check_namespaces(pipeline: Declaration) -> None:
    named = [action for action in pipeline.actions if action.namespace]
    if twice := repeated(action.namespace or "" for action in named):
        places = ", ".join(
            f"StageName=[{action.stage}], ActionName=[{action.name}], Namespace=[{action.namespace}]"
            for action in named
            if action.namespace in twice
        )
        raise _invalid(
            "Namespaces must be unique across the pipeline definition. "
            f"The following occur more than once in the pipeline. {places}"
        )
