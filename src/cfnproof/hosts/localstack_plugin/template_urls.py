"""A template in S3: CloudFormation reads it with the permissions of whoever asks; LocalStack reads it with none.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-overview.html
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from localstack.aws.api import RequestContext
from localstack.services.cloudformation import api_utils
from localstack.services.s3.utils import extract_bucket_name_and_key_from_headers_and_path

from cfnproof.emulator.cloudformation.template_source import body_of
from cfnproof.hosts.access.door import Visitor
from cfnproof.hosts.access.service_clients import ServiceClients
from cfnproof.hosts.access.signers import Key
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.localstack_plugin.stack_signers import PRINCIPAL

_URL: Final = "TemplateURL"
_IN_S3: Final = "https://s3.amazonaws.com"
_read: Final[ContextVar[str | None]] = ContextVar("cfnproof_template", default=None)


def install() -> None:
    """Let LocalStack take what was read so."""
    extract: Callable[[Any], str] = api_utils.extract_template_body

    def extracted(request: Any) -> str:  # noqa: ANN401  # LocalStack's own
        return _read.get() or extract(request)

    api_utils.extract_template_body = extracted


def read(account: EmulatedAccount, context: RequestContext, visitor: Visitor) -> None:
    """Read the template that a request to CloudFormation names by its address alone, on the thread that answers it.

    Raises ServiceError ValidationError for what S3 does not give.
    """
    _read.set(None)
    asked = context.service_request or {}
    if context.service.service_name != "cloudformation" or not asked.get(_URL) or asked.get("TemplateBody"):
        return
    address = urlsplit(asked[_URL])
    bucket, key = extract_bucket_name_and_key_from_headers_and_path({"host": address.netloc}, address.path)
    if not bucket or not key:
        return  # LocalStack says that it is no address of a template
    who = visitor.who
    clients = ServiceClients(
        account.clients, account.access, context.region, PRINCIPAL, Key.of(who.credential), who.origin
    )
    _read.set(body_of({_URL: f"{_IN_S3}/{bucket}/{quote(unquote(key))}"}, clients.caller()))
