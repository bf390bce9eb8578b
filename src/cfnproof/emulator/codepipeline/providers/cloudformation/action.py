"""The deploy action of CloudFormation.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

from botocore.exceptions import ParamValidationError

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError, RunningAction
from cfnproof.emulator.codepipeline.providers.cloudformation import change_sets, stacks
from cfnproof.emulator.codepipeline.providers.cloudformation.request import required

Mode = Callable[[RunningAction], Mapping[str, str]]
"""Brings a stack or change set about; returns the outputs that the stack then has."""

MODES: Final[Mapping[str, Mode]] = {
    "CHANGE_SET_EXECUTE": change_sets.execute,
    "CHANGE_SET_REPLACE": change_sets.replace,
    "CREATE_UPDATE": stacks.create_update,
    "DELETE_ONLY": stacks.delete_only,
    "REPLACE_ON_FAILURE": stacks.replace_on_failure,
}


def execute(running: RunningAction) -> Mapping[str, str]:
    """Do what the action's mode says. The variables are the stack's outputs, which go into the output file too.

    Without an output file, an output artifact that the action declares stays empty.

    Raises ActionFailedError for a configuration that cannot be used, before anything is asked of CloudFormation.
    """
    named = required(running, "ActionMode")
    mode = MODES.get(named)
    if mode is None:
        raise ActionFailedError(CONFIGURATION, f"ActionMode is {named!r}: it can be {', '.join(MODES)}")
    file = running.configuration.get("OutputFileName")
    if file and not running.action.outputs:
        raise ActionFailedError(
            CONFIGURATION, f"OutputFileName is {file!r}, but action {running.action.name} declares no output artifact"
        )
    try:
        outputs = mode(running)
    except ParamValidationError as error:
        raise ActionFailedError(CONFIGURATION, str(error)) from error
    for name in running.action.outputs:
        if file:
            running.put(name, zipped({file: json.dumps(outputs).encode()}))
        else:
            running.leave_empty(name)
    return outputs
