"""A fresh account in a LocalStack that runs with the plugin.

with localstack_host("us-east-1") as host:
    host.client("s3").create_bucket(Bucket="data")
"""

import secrets
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import boto3

from cfnproof.emulator.partitions import partition_of
from cfnproof.errors import CfnproofError
from cfnproof.hosts import environment
from cfnproof.hosts.control import Control
from cfnproof.hosts.host import KeyPair, UnenforcedWarning
from cfnproof.hosts.localstack import endpoint
from cfnproof.hosts.localstack.clients import Clients
from cfnproof.hosts.localstack.state import StateFolder
from cfnproof.hosts.polling import poll
from cfnproof.hosts.remote_control import RemoteControl

ADMINISTRATOR: Final = "administrator"
"""The name of the IAM user that a fresh account has."""
_ACCESS: Final = "policy/AdministratorAccess"
_DYING_SECONDS: Final = 1.0
"""A process that ends lets go of its connections first."""
_ROOT_SECRET: Final = "-"  # noqa: S105  # none
_FIRST_ACCOUNT: Final = 100_000_000_000
_UNENFORCED: Final = (
    "requests are not checked against IAM in this LocalStack: what runs here proves nothing about permissions"
)


@dataclass(frozen=True, slots=True)
class LocalStackHost:
    """A running account; `endpoint` is where LocalStack listens."""

    account: str
    region: str
    endpoint: str
    administrator: KeyPair
    control: Control
    clients: Clients
    name: ClassVar[str] = "localstack"

    def client(self, service: str, *, region: str | None = None, access_key: str | None = None) -> Any:  # noqa: ANN401  # boto3's
        """A boto3 client of the account: the administrator's, or that of another access key of the account."""
        return self.clients.of(service, region or self.region, access_key or self.administrator.access_key)


@contextmanager
def localstack_host(
    region: str, endpoint_url: str | None = None, *, enforce_iam: bool = True
) -> Iterator[LocalStackHost]:
    """Open a fresh account; leaving drops what the plugin's services have of it.

    Without `endpoint_url`, in the LocalStack that `cfnproof localstack start` has started. Without `enforce_iam`
    everybody who signs may do everything, and a warning says so.

    Raises CfnproofError where there is none, where it is another than the plugin knows or treats IAM otherwise, and,
    from its clients too, where it does not answer any more.
    """
    url = _endpoint_of_the_started() if endpoint_url is None else endpoint.checked(endpoint_url)
    endpoint.check(url, enforce_iam=enforce_iam)
    if not enforce_iam:
        warnings.warn(_UNENFORCED, UnenforcedWarning, stacklevel=3)
    account = str(_FIRST_ACCOUNT + secrets.randbelow(9 * _FIRST_ACCOUNT))
    with ExitStack() as stack:
        stack.callback(_forget_session)
        environment.enter(account, _ROOT_SECRET, region, url)
        stack.callback(environment.leave)
        _forget_session()
        clients = Clients(url, lambda error: _lost(url, error))
        stack.callback(clients.close)
        key = _open_administrator(clients, account, region)
        environment.sign(key.access_key, key.secret)
        host = LocalStackHost(account, region, url, key, RemoteControl(url, account), clients)
        try:
            yield host
        except BaseException as error:
            _drop_after(error, url, account)
            raise
        _drop(url, account)


def _open_administrator(clients: Clients, account: str, region: str) -> KeyPair:
    """Make the administrator, as the account's root user: that is who signs with the account's id.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/getting-started-workloads.html
    """
    iam = clients.of("iam", region, account)
    iam.create_user(UserName=ADMINISTRATOR)
    iam.attach_user_policy(UserName=ADMINISTRATOR, PolicyArn=f"arn:{partition_of(region)}:iam::aws:{_ACCESS}")
    made = iam.create_access_key(UserName=ADMINISTRATOR)["AccessKey"]
    return KeyPair(made["AccessKeyId"], made["SecretAccessKey"])


def _endpoint_of_the_started() -> str:
    folder = StateFolder.below(None)
    record = folder.read()
    if record is None:
        raise CfnproofError(
            f"no LocalStack runs that cfnproof has started: start one: {endpoint.WAYS}; "
            "or name one with --endpoint-url, such as http://127.0.0.1:4566"
        )
    if not folder.is_alive():
        raise CfnproofError(
            f"the LocalStack that was started at {record.endpoint} has died: start it anew with `cfnproof localstack "
            f"start`; {folder.last_lines()}"
        )
    return record.endpoint


def _drop(url: str, account: str) -> None:
    try:
        endpoint.drop(url, account)
    except endpoint.UnreachableError as error:
        raise _lost(url, error) from error


def _drop_after(failure: BaseException, url: str, account: str) -> None:
    """Drop the account; where that fails too, the failure that came first says so."""
    try:
        _drop(url, account)
    except CfnproofError as error:
        if str(error) != str(failure):
            failure.add_note(str(error))


def _lost(url: str, error: Exception) -> CfnproofError:
    """What is told where an endpoint does not answer any more; where its log is, if it is one that was started here."""
    folder = StateFolder.below(None)
    record = folder.read()
    if record is None or record.endpoint != url:
        return CfnproofError(f"LocalStack at {url} does not answer any more ({error}): see whether it still runs")
    if poll(folder.is_alive, lambda lives: not lives, _DYING_SECONDS):
        return CfnproofError(f"LocalStack at {url} runs and does not answer ({error}); its log: {folder.log}")
    return CfnproofError(
        f"LocalStack at {url} has died: `cfnproof localstack start` starts it anew, and `cfnproof "
        f"localstack status` shows the end of its log, {folder.log}"
    )


def _forget_session() -> None:
    """boto3's default session keeps the credentials that it has once found."""
    boto3.DEFAULT_SESSION = None
