"""Finds what a request names.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/CommonErrors.html
"""

from collections.abc import Sequence
from typing import TypeVar

from cfnproof.emulator.codepipeline.declaration.model import Action, Stage
from cfnproof.emulator.codepipeline.errors import pipeline_not_found
from cfnproof.emulator.codepipeline.executions.model import Execution
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.paging import InvalidTokenError, Page, page

Item = TypeVar("Item")


def pipeline_named(context: CodePipelineContext, name: str) -> Pipeline:
    """The pipeline of a name, or ServiceError PipelineNotFoundException."""
    found = context.state.pipelines.get(name)
    if found is None:
        raise pipeline_not_found(context, name)
    return found


def execution_of(pipeline: Pipeline, execution_id: str) -> Execution:
    """An execution of a pipeline, or ServiceError PipelineExecutionNotFoundException."""
    found = next((one for one in pipeline.executions if one.id == execution_id), None)
    if found is None:
        raise ServiceError(
            "PipelineExecutionNotFoundException",
            f"Pipeline '{pipeline.name}' does not have an execution with id '{execution_id}'",
        )
    return found


def stage_named(pipeline: Pipeline, name: str) -> Stage:
    """A stage of a pipeline's newest declaration, or ServiceError StageNotFoundException."""
    stages = pipeline.declaration.stages
    found = next((stage for stage in stages if stage.name == name), None)
    if found is None:
        known = ", ".join(stage.name for stage in stages)
        raise ServiceError(
            "StageNotFoundException", f"Pipeline '{pipeline.name}' does not have a stage named '{name}'; it has {known}"
        )
    return found


def action_named(pipeline: Pipeline, stage: Stage, name: str) -> Action:
    """An action of a stage, or ServiceError ActionNotFoundException."""
    found = next((action for action in stage.actions if action.name == name), None)
    if found is None:
        known = ", ".join(action.name for action in stage.actions)
        raise ServiceError(
            "ActionNotFoundException",
            f"Stage '{stage.name}' of pipeline '{pipeline.name}' does not have an action named '{name}'; "
            f"it has {known}",
        )
    return found


def paged(operation: str, items: Sequence[Item], token: str | None, size: int) -> Page[Item]:
    """A page of an answer, or ServiceError InvalidNextTokenException."""
    try:
        return page(items, token, size)
    except InvalidTokenError as error:
        raise ServiceError(
            "InvalidNextTokenException", f"The nextToken is not one that {operation} returned"
        ) from error
