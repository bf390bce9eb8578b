"""Runs actions on threads of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from cfnproof.emulator.codepipeline.errors import code_and_message, is_denied
from cfnproof.emulator.codepipeline.executions import flow
from cfnproof.emulator.codepipeline.executions.model import ActionExecution, ActionStatus, Failure
from cfnproof.emulator.codepipeline.executions.roles import clients_of
from cfnproof.emulator.codepipeline.executions.variables import UnresolvedVariableError, resolve
from cfnproof.emulator.codepipeline.providers.action import (
    CONFIGURATION,
    FAILED,
    PERMISSION,
    ActionAbandonedError,
    ActionFailedError,
    RunningAction,
)
from cfnproof.emulator.codepipeline.providers.registry import Provider, provider_of
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline, source_key
from cfnproof.emulator.errors import ServiceError, WorkStoppedError
from cfnproof.emulator.pipeline_action import CURRENT_ACTION, PipelineAction

_SOURCE: Final = "Source"
_LONGEST_MESSAGE: Final = 5000
"""Characters: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ErrorDetails.html"""


def drive(context: CodePipelineContext, pipeline: Pipeline, change: Callable[[], flow.Begun]) -> None:
    """Make a change in the flow of executions, and run the actions that begin with it."""
    with context.state.lock:
        begun = change()
        for run in begun:
            _prepare(run)
    for run in begun:
        context.work.start(f"action {run.action.name} of {pipeline.name}", partial(_run, context, pipeline, run))


def _prepare(run: ActionExecution) -> None:
    """Give a run what earlier actions put out, or the failure that it is to end with."""
    there = run.execution.artifacts
    run.inputs = tuple(there[name] for name in run.action.inputs if name in there)
    if missing := [name for name in run.action.inputs if name not in there]:
        run.failure = Failure(CONFIGURATION, f"The input artifact {missing[0]} was not put out by an earlier action")
        return
    try:
        run.configuration = resolve(run.action.configuration, run.execution)
    except UnresolvedVariableError as error:
        run.failure = Failure(CONFIGURATION, str(error))


def _run(context: CodePipelineContext, pipeline: Pipeline, run: ActionExecution) -> None:
    """Run one action, and what follows from its end."""
    if run.failure:
        _end(context, pipeline, run, ActionStatus.FAILED, run.failure)
        return
    try:
        variables = _execute(context, pipeline, run)
    except (ActionAbandonedError, WorkStoppedError):
        return
    except ActionFailedError as error:
        failure = Failure(error.code, error.message)
    except (ClientError, ServiceError) as error:
        failure = _refusal(error)
    except BotoCoreError as error:  # what no client sends: a bucket's name that is none, for one
        failure = Failure(CONFIGURATION, str(error))
    except BaseException:
        _end(
            context, pipeline, run, ActionStatus.FAILED, Failure("InternalError", "The emulation of the action failed")
        )
        raise
    else:
        run.variables = variables
        _end(context, pipeline, run, ActionStatus.SUCCEEDED, None)
        return
    _end(context, pipeline, run, ActionStatus.FAILED, failure)


def _execute(context: CodePipelineContext, pipeline: Pipeline, run: ActionExecution) -> dict[str, str]:
    CURRENT_ACTION.set(PipelineAction(pipeline.name, run.execution.id, run.action.stage, run.action.name))
    provider = provider_of(run.action)
    return dict(provider.execute(_running(context, pipeline, run, provider)))


def _running(
    context: CodePipelineContext, pipeline: Pipeline, run: ActionExecution, provider: Provider
) -> RunningAction:
    minutes = run.action.timeout
    allowed = provider.timeout if minutes is None else timedelta(minutes=minutes)
    declaration = run.execution.declaration
    return RunningAction(
        context,
        pipeline,
        run,
        run.action.role or declaration.role,
        clients_of(context, declaration, run.action),
        declaration.stores[0],
        run.started + allowed,
    )


def _refusal(error: ClientError | ServiceError) -> Failure:
    """What an action failed with that a service refused."""
    code, message = code_and_message(error)
    return Failure(PERMISSION if is_denied(code) else FAILED, f"{message} (Error Code: {code})")


def _cut(failure: Failure | None) -> Failure | None:
    """A failure whose message is as long as the API's error details can have it: causes can be longer."""
    return None if failure is None else replace(failure, message=failure.message[:_LONGEST_MESSAGE])


def _end(
    context: CodePipelineContext,
    pipeline: Pipeline,
    run: ActionExecution,
    status: ActionStatus,
    failure: Failure | None,
) -> None:
    """Record how an action ended, unless it was abandoned meanwhile, and go on."""

    def change() -> flow.Begun:
        if not run.running:
            return []
        run.status, run.failure, run.updated = status, _cut(failure), context.clock.now()
        if run.action.category == _SOURCE:
            pipeline.taken.setdefault(source_key(run.action), None)
        if status is ActionStatus.SUCCEEDED:
            execution = run.execution
            execution.artifacts |= {artifact.name: artifact for artifact in run.outputs}
            if run.action.namespace:
                execution.namespaces[run.action.namespace] = run.variables
        return flow.ended(context, pipeline, run)

    drive(context, pipeline, change)
