"""What starts an execution.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cfnproof.emulator.codepipeline.declaration.model import Declaration, Mode
from cfnproof.emulator.codepipeline.errors import pipeline_not_found
from cfnproof.emulator.codepipeline.executions import flow
from cfnproof.emulator.codepipeline.executions.model import Execution, Trigger
from cfnproof.emulator.codepipeline.executions.worker import drive
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline
from cfnproof.emulator.errors import ServiceError

TOO_MANY: Final = "ConcurrentPipelineExecutionsLimitExceededException"
_MOST: Final = 50
"""Executions at a time: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html"""


@dataclass(frozen=True, slots=True)
class Start:
    """What an execution is started with: `overrides` as an execution has them."""

    trigger: Trigger
    variables: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def begin(context: CodePipelineContext, pipeline: Pipeline, start: Start) -> Execution:
    """Start an execution of the newest declaration.

    Raises ServiceError for variables without a value, where too many executions are under way, and for a pipeline that
    has been deleted meanwhile.
    """
    with context.state.lock:
        if context.state.pipelines.get(pipeline.name) is not pipeline:
            raise pipeline_not_found(context, pipeline.name)
        execution = _execution(context, pipeline, start)
        drive(context, pipeline, lambda: flow.start(context, pipeline, execution, execution.declaration.stages[0]))
    return execution


def _execution(context: CodePipelineContext, pipeline: Pipeline, start: Start) -> Execution:
    declaration, now = pipeline.declaration, context.clock.now()
    under_way = sum(one.under_way for one in pipeline.executions)
    if declaration.mode is not Mode.SUPERSEDED and under_way >= _MOST:
        raise ServiceError(
            TOO_MANY,
            f"Pipeline {pipeline.name} has {under_way} executions in progress: {_MOST} are allowed",
        )
    return Execution(
        context.ids.uuid(),
        len(pipeline.executions) + 1,
        len(pipeline.versions),
        declaration,
        start.trigger,
        now,
        now,
        _values(declaration, start.variables),
        start.overrides,
    )


def starts_alone(pipeline: Declaration) -> bool:
    """Whether a pipeline can be started without values for its variables."""
    return all(variable.default is not None for variable in pipeline.variables)


def _values(pipeline: Declaration, given: Mapping[str, str]) -> dict[str, str]:
    declared = {variable.name: variable.default for variable in pipeline.variables}
    if unknown := sorted(given.keys() - declared.keys()):
        known = ", ".join(declared) or "none"
        raise _invalid(f"Pipeline {pipeline.name} does not declare the variable {unknown[0]}. Known: {known}")
    values = {name: given.get(name, default) for name, default in declared.items()}
    if missing := sorted(name for name, value in values.items() if value is None):
        raise _invalid(f"Pipeline {pipeline.name} needs a value for the variable {missing[0]}: it has no default")
    return {name: value for name, value in values.items() if value is not None}


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)
