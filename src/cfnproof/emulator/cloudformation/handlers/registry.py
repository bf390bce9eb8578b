"""The resource types that the engine knows, each with its handler."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cfnproof.emulator.cloudformation.handlers import (
    cloudwatch,
    codecommit,
    codepipeline,
    events,
    iam,
    kms,
    logs,
    s3,
    sagemaker,
    sns,
    sqs,
    ssm,
    stacks,
    stepfunctions,
    waitconditions,
)
from cfnproof.emulator.cloudformation.handlers.grammar import ResourceType
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import Handler

_ROWS: Final[tuple[ResourceType, ...]] = (
    *s3.ROWS,
    *kms.ROWS,
    *sns.ROWS,
    *sqs.ROWS,
    *logs.ROWS,
    *stepfunctions.ROWS,
    *codepipeline.ROWS,
)
_HANDLERS: Final[tuple[Handler, ...]] = (
    *(TableHandler(row) for row in _ROWS),
    *iam.HANDLERS,
    *sns.HANDLERS,
    *events.HANDLERS,
    *ssm.HANDLERS,
    *cloudwatch.HANDLERS,
    *codecommit.HANDLERS,
    *sagemaker.HANDLERS,
    *stacks.HANDLERS,
    *waitconditions.HANDLERS,
)

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType({handler.type: handler for handler in _HANDLERS})
"""Resource type to handler."""
