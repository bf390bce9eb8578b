"""AWS::CloudFormation::WaitConditionHandle.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-waitconditionhandle.html
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cfnproof.emulator.cloudformation.handlers.grammar import Call
from cfnproof.emulator.cloudformation.handlers.target import Handler, Properties, Target

_SECONDS: Final = 86399


class WaitConditionHandleHandler:
    """A handle is a presigned URL to which a signal is put. CloudFormation signs it with a key of its own: no call."""

    type: Final = "AWS::CloudFormation::WaitConditionHandle"
    handled: Final[frozenset[str]] = frozenset()

    def calls(self) -> tuple[Call, ...]:
        """None."""
        return ()

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Sign a URL of the region's bucket for signals, the stack's ARN and the logical id as key."""
        endpoint = "s3" if target.region == "us-east-1" else f"s3.{target.region}"
        place = quote(f"{target.stack_id}/{target.logical_id}", safe="/")
        url = f"https://cloudformation-waitcondition-{target.region}.{endpoint}.amazonaws.com/{place}"
        request = AWSRequest(method="PUT", url=url)
        key = Credentials(f"AKIA{target.ids.token(16)}", target.ids.token(40))
        S3SigV4QueryAuth(key, "s3", target.region, expires=_SECONDS).add_auth(request)
        created(str(request.url))

    def ready(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # the engine's signature
        """There is nothing to wait for."""
        return True

    def read(self, target: Target, physical_id: str) -> Properties:  # noqa: ARG002  # as above
        """`Id` is the URL."""
        return {"Id": physical_id}

    def update(self, target: Target, physical_id: str) -> None:
        """There are no properties."""

    def delete(self, target: Target, physical_id: str) -> None:
        """There is nothing to delete."""

    def gone(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # as above
        """There is nothing to wait for."""
        return True


HANDLERS: Final[tuple[Handler, ...]] = (WaitConditionHandleHandler(),)
