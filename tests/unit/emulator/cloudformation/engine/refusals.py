"""What CloudFormation refuses before any work starts, and a template to ask it about."""

from collections.abc import Callable
from typing import Final

import pytest
from botocore.exceptions import ClientError

from tests.unit.emulator.cloudformation.engine.life import of, template

TOPIC: Final = template({"Topic": of("SNS::Topic")})
"""The smallest template that makes something."""

Call = Callable[..., object]
"""An operation of a boto3 client."""


def refused(call: Call, **members: object) -> tuple[str, str]:
    """The code and the message that a request is refused with."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
