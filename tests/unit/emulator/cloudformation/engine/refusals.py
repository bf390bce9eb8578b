"""What CloudFormation refuses before any work starts, with a template to ask it about, and what handlers report."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest
from botocore.exceptions import ClientError

from tests.unit.emulator.cloudformation.engine.life import of, template

TOPIC: Final = template({"Topic": of("SNS::Topic")})
"""The smallest template that makes something."""

_REPORT: Final = re.compile(
    r'Resource handler returned message: "(?P<message>.*) \(Service: (?P<service>\w+), Status Code: (?P<status>\d{3}), '
    r'Request ID: (?P<request>[\w-]+)\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: (?P<code>\w+)\)'
)

Call = Callable[..., object]
"""An operation of a boto3 client."""


def refused(call: Call, **members: object) -> tuple[str, str]:
    """The code and the message that a request is refused with."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a handler reports of a request that a service refused: the service's words, and the handler's error code."""

    message: str
    service: str
    status: int
    code: str


def report(reason: str) -> Report:
    """The report that an event's reason is.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """
    found = _REPORT.fullmatch(reason)
    assert found is not None, reason
    return Report(found["message"], found["service"], int(found["status"]), found["code"])
