"""Addresses in AWS's console, which actions and messages carry as links."""

from typing import Final
from urllib.parse import quote

from cfnproof.emulator.codepipeline.state import CodePipelineContext

_HOSTS: Final = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


def pipeline_page(context: CodePipelineContext, pipeline: str) -> str:
    """Where the console shows a pipeline."""
    return f"{_console(context)}/codesuite/codepipeline/pipelines/{quote(pipeline)}/view?region={context.region}"


def commit_page(context: CodePipelineContext, repository: str, commit: str) -> str:
    """Where the console shows a commit."""
    return f"https://{context.region}.{_host(context)}/codecommit/home#/repository/{repository}/commit/{commit}"


def state_machine_execution_page(context: CodePipelineContext, arn: str) -> str:
    """Where the console shows an execution of a state machine."""
    return f"{_console(context)}/states/home?region={context.region}#/executions/details/{arn}"


def function_page(context: CodePipelineContext, function: str) -> str:
    """Where the console shows a Lambda function."""
    return f"{_console(context)}/lambda/home?region={context.region}#/functions/{quote(function, safe='')}"


def _console(context: CodePipelineContext) -> str:
    return f"https://{_host(context)}"


def _host(context: CodePipelineContext) -> str:
    return _HOSTS.get(context.partition, _HOSTS["aws"])
