"""What is asked at a queue's own address, in SQS's query protocol: LocalStack asks it anew, as itself if unsigned.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests.html
"""

from typing import Any

from localstack import config
from localstack.aws.connect import connect_externally_to
from localstack.constants import INTERNAL_AWS_ACCESS_KEY_ID
from localstack.services.sqs import query_api

from cfnproof.hosts.localstack_plugin.authentication import INJECTED


def install() -> None:
    """Let such requests be those of whoever has sent them."""
    query_api.connect_to = _connect


def _connect(*, aws_access_key_id: str, **named: Any) -> Any:  # noqa: ANN401  # LocalStack's own
    signer = INJECTED if aws_access_key_id == INTERNAL_AWS_ACCESS_KEY_ID else aws_access_key_id
    return connect_externally_to(aws_access_key_id=signer, endpoint_url=config.internal_service_url(), **named)
