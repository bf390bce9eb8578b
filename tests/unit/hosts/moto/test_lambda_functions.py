"""Functions are looked for before they are invoked."""

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import moto_host


@pytest.mark.parametrize("invocation", ["Event", "RequestResponse"])
def test_a_function_that_is_not_there_cannot_be_invoked(invocation: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors."""
    with moto_host() as host, pytest.raises(ClientError, match=r"Function not found: .*:function:nowhere"):
        host.client("lambda").invoke(FunctionName="nowhere", InvocationType=invocation, Payload=b"{}")
