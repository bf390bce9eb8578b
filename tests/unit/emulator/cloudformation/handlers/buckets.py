"""What S3 says of a driver's bucket."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.emulator.cloudformation.handlers.driver import Driver


def asked(driver: Driver, operation: str, **request: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any member
    """What S3 answers, without the metadata of the response."""
    answer: dict[str, Any] = getattr(driver.target.clients("s3"), operation)(Bucket=driver.physical_id, **request)
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def refused(driver: Driver, operation: str) -> str:
    """The code of the error that S3 answers with."""
    with pytest.raises(ClientError) as caught:
        asked(driver, operation)
    return str(caught.value.response["Error"]["Code"])
