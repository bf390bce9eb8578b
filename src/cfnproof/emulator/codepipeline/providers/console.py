"""Addresses in AWS's console, which actions and messages carry as links."""

from urllib.parse import quote

from cfnproof.emulator.codepipeline.state import CodePipelineContext
from cfnproof.emulator.partitions import CONSOLES


def pipeline_page(context: CodePipelineContext, pipeline: str) -> str:
    """Where the console shows a pipeline."""
    return f"{_console(context)}/codesuite/codepipeline/pipelines/{quote(pipeline)}/view?region={context.region}"


def commit_page(context: CodePipelineContext, repository: str, commit: str) -> str:
    """Where the console shows a commit."""
    return f"https://{context.region}.{CONSOLES[context.partition]}/codecommit/home#/repository/{repository}/commit/{commit}"


def state_machine_execution_page(context: CodePipelineContext, arn: str) -> str:
    """Where the console shows an execution of a state machine."""
    return f"{_console(context)}/states/home?region={context.region}#/executions/details/{arn}"


def function_page(context: CodePipelineContext, function: str) -> str:
    """Where the console shows a Lambda function."""
    return f"{_console(context)}/lambda/home?region={context.region}#/functions/{quote(function, safe='')}"


def stack_page(context: CodePipelineContext, stack_id: str) -> str:
    """Where the console shows a stack."""
    return f"{_stacks(context)}/stackinfo?stackId={quote(stack_id, safe='')}"


def change_set_page(context: CodePipelineContext, stack_id: str, change_set_id: str) -> str:
    """Where the console shows a change set."""
    ids = f"stackId={quote(stack_id, safe='')}&changeSetId={quote(change_set_id, safe='')}"
    return f"{_stacks(context)}/changesets/changes?{ids}"


def _stacks(context: CodePipelineContext) -> str:
    return f"{_console(context)}/cloudformation/home?region={context.region}#/stacks"


def _console(context: CodePipelineContext) -> str:
    return f"https://{CONSOLES[context.partition]}"
