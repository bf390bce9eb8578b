"""With whose permissions LocalStack's CloudFormation works on a stack: its role's, or those of whoever asked.

LocalStack works with none at all.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from localstack.aws.api import RequestContext
from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.v2.entities import Stack

from cfnproof.hosts.access.credentials import Credential
from cfnproof.hosts.access.door import Visitor
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.localstack_plugin import stores
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS
from cfnproof.hosts.localstack_plugin.resource_names import name_machine
from cfnproof.iam.request import PrincipalKind

PRINCIPAL: Final = "cloudformation.amazonaws.com"
_SERVICE: Final = "cloudformation"
_STACK: Final = "StackName"
_ROLE: Final = "RoleARN"
_TOKEN: Final = "ClientRequestToken"  # noqa: S105  # a member's name
_WORKING: Final = ("CreateStack", "UpdateStack", "DeleteStack", "CreateChangeSet", "ExecuteChangeSet")
_SESSION: Final = "AWSCloudFormation"
_lock: Final = threading.Lock()


@dataclass(slots=True)
class _Signer:
    """Of one stack: the role that it has kept, who asked last, and the token of that request."""

    role_arn: str | None = None
    asked: Credential | None = None
    token: str | None = None


_signers: Final[dict[tuple[str, str, str], _Signer]] = {}


def note(account: EmulatedAccount, context: RequestContext, visitor: Visitor) -> None:
    """Remember who asks CloudFormation to work on a stack, and the role that it is given.

    A new stack knows nothing of one that had its name.
    """
    if context.service.service_name != _SERVICE or context.operation.name not in _WORKING:
        return
    members = context.service_request or {}
    name = _stack_name(account.account, context.region, members)
    if not name:
        return
    key = account.account, context.region, name
    is_new = stores.stack(*key) is None
    with _lock:
        signer = _Signer() if is_new else _signers.get(key, _Signer())
        _signers[key] = signer
        signer.asked = visitor.who.credential
        signer.role_arn = members.get(_ROLE) or signer.role_arn
        signer.token = members.get(_TOKEN)


def forget(account: str) -> None:
    """Drop what is known of an account's stacks."""
    with _lock:
        for key in [key for key in _signers if key[0] == account]:
            del _signers[key]


def _stack_name(account: str, region: str, members: Mapping[str, Any]) -> str:
    """The name of the stack that a request is for, empty where there is none."""
    given = str(members.get(_STACK) or members.get("ChangeSetName") or "")
    found = stores.stack(account, region, given) if given.startswith("arn:") else None
    return str(found.stack_name) if found is not None else "" if given.startswith("arn:") else given


def install() -> None:
    """Let resources be made with the permissions that they are made with at AWS."""
    making: Callable[..., Any] = ChangeSetModelExecutor.create_resource_provider_payload

    def make(executor: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # LocalStack's own
        payload = making(executor, *arguments, **named)
        name_machine(payload)
        stack = executor._change_set.stack  # noqa: SLF001  # where LocalStack keeps it
        signed = _credentials(stack.account_id, stack.region_name, stack.stack_name)
        if signed is not None:
            payload["requestData"]["callerCredentials"] = payload["requestData"]["providerCredentials"] = signed
        return payload

    ChangeSetModelExecutor.create_resource_provider_payload = make
    _tell_tokens()


def _tell_tokens() -> None:
    """Let events say which request they follow from: LocalStack takes a request's token, and forgets it."""
    storing: Callable[..., Any] = Stack._store_event  # noqa: SLF001  # where LocalStack makes events

    def store(stack: Any, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # LocalStack's own
        storing(stack, *arguments, **named)
        signer = _signers.get((stack.account_id, stack.region_name, stack.stack_name))
        if signer is not None and signer.token:
            stack.events[0][_TOKEN] = signer.token

    Stack._store_event = store  # noqa: SLF001  # as above


def _credentials(account: str, region: str, name: str) -> dict[str, str] | None:
    """What the requests for a stack are signed with, None where LocalStack's own will do: the root user's.

    Raises ServiceError AccessDenied where the stack's role cannot be assumed.
    """
    with _lock:
        signer = _signers.get((account, region, name))
    if signer is None:
        return None
    if signer.role_arn:
        clients = ACCOUNTS.of(account, region).service_clients(PRINCIPAL, region)
        given = clients.session(signer.role_arn, _SESSION)
        return _form(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    asked = signer.asked
    if asked is None or asked.principal.kind in {PrincipalKind.ROOT, PrincipalKind.SERVICE}:
        return None
    return _form(asked.access_key, asked.secret, asked.token or "")


def _form(access_key: str, secret: str, token: str) -> dict[str, str]:
    return {"accessKeyId": access_key, "secretAccessKey": secret, "sessionToken": token}
