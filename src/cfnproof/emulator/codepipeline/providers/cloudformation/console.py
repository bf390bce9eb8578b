"""Where the console shows what an action has made."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from cfnproof.emulator.codepipeline.providers.action import RunningAction

_CONSOLES: Final[Mapping[str, str]] = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


def stack_url(running: RunningAction, stack_id: str) -> str:
    """The page of a stack."""
    return f"{_home(running)}#/stacks/stackinfo?stackId={quote(stack_id, safe='')}"


def change_set_url(running: RunningAction, stack_id: str, change_set_id: str) -> str:
    """The page of a change set."""
    ids = f"stackId={quote(stack_id, safe='')}&changeSetId={quote(change_set_id, safe='')}"
    return f"{_home(running)}#/stacks/changesets/changes?{ids}"


def _home(running: RunningAction) -> str:
    console = _CONSOLES[running.context.partition]
    return f"https://{console}/cloudformation/home?region={running.context.region}"
