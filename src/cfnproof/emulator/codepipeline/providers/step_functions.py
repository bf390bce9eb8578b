"""The invoke action of Step Functions: starts a state machine, and waits for a standard one.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.codepipeline.executions import artifacts
from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, FAILED, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.console import state_machine_execution_page

_EXPRESS: Final = "EXPRESS"
_FILE: Final = "FilePath"
_GOING_ON: Final = ("RUNNING", "PENDING_REDRIVE")
_MOST_BYTES: Final = 262_144
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
_OUTPUT: Final = "output.json"


def execute(running: RunningAction) -> Mapping[str, str]:
    """Start the state machine; where it is a standard one, wait until it has ended, and put its output out."""
    machine, given = running.configuration["StateMachineArn"], _input(running)
    states: Any = running.clients("stepfunctions")  # boto3's clients have no types
    express = states.describe_state_machine(stateMachineArn=machine)["type"] == _EXPRESS
    if express and running.action.outputs:
        raise ActionFailedError(
            CONFIGURATION, f"State machine {machine} is an express one: its actions cannot have an output artifact"
        )
    arn = states.start_execution(stateMachineArn=machine, name=_name(running), input=given)["executionArn"]
    running.report(external_id=arn, url=state_machine_execution_page(running.context, arn))
    if express:
        return {"StateMachineArn": machine}
    _put(running, _output(running.wait_for(lambda: _ended(states, arn))))
    return {"StateMachineArn": machine, "ExecutionArn": arn}


def _name(running: RunningAction) -> str:
    prefix = running.configuration.get("ExecutionNamePrefix")
    return f"{prefix}-{running.run.id}" if prefix else running.run.id


def _input(running: RunningAction) -> str:
    """The input of the execution, looked at before it is started so that a failure can name the file."""
    configured = running.configuration.get("Input", "")
    if running.configuration.get("InputType") == _FILE:
        what, data = _from_file(running, configured)
    else:
        what, data = "Input", (configured or "{}").encode()
    if len(data) > _MOST_BYTES:
        raise ActionFailedError(
            CONFIGURATION, f"{what} has {len(data)} bytes: the input of an execution can have {_MOST_BYTES}"
        )
    try:
        text = data.decode()
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ActionFailedError(CONFIGURATION, f"{what} is not JSON: {error}") from error
    return text


def _from_file(running: RunningAction, path: str) -> tuple[str, bytes]:
    """What to call the file in a message, and what it holds."""
    if not running.action.inputs:
        raise ActionFailedError(
            CONFIGURATION, f"Action {running.action.name} has no input artifact: InputType FilePath needs one"
        )
    if not path:
        raise ActionFailedError(
            CONFIGURATION, f"Action {running.action.name} has no Input: InputType FilePath needs the path of a file"
        )
    artifact = running.action.inputs[0]
    return f"File [{path}] in artifact [{artifact}]", running.file(artifact, path)


def _ended(states: Any, arn: str) -> dict[str, Any] | None:  # noqa: ANN401  # boto3's client
    found: dict[str, Any] = states.describe_execution(executionArn=arn)
    return None if found["status"] in _GOING_ON else found


def _output(execution: Mapping[str, Any]) -> str:
    """What a successful execution returned; any other fails the action."""
    if execution["status"] != "SUCCEEDED":
        reasons = [execution[member] for member in ("error", "cause") if execution.get(member)]
        raise ActionFailedError(
            FAILED, ": ".join([f"State machine execution {execution['executionArn']} {execution['status']}", *reasons])
        )
    output: str = execution["output"]
    return output


def _put(running: RunningAction, output: str) -> None:
    for name in running.action.outputs:
        running.put(name, artifacts.zipped({_OUTPUT: output.encode()}))
