"""An isolated emulated account in process.

with moto_host() as host:
    host.client("s3").create_bucket(Bucket="data")
"""

import itertools
import uuid
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from moto import mock_aws

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.partitions import partition_of
from cfnproof.emulator.service import Request, Service
from cfnproof.emulator.shapes import AnswerError
from cfnproof.emulator.stores import Stores
from cfnproof.emulator.work import Work
from cfnproof.errors import CfnproofError
from cfnproof.hosts import environment
from cfnproof.hosts.access.authentication import authenticate
from cfnproof.hosts.access.door import Access, Visitor
from cfnproof.hosts.access.identities import Identities
from cfnproof.hosts.access.service_keys import ServiceKeys
from cfnproof.hosts.access.signers import Key
from cfnproof.hosts.control import HostControl
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.host import KeyPair, UnenforcedWarning
from cfnproof.hosts.moto import accounts, guard, mount, wire
from cfnproof.hosts.moto.clients import HostClients
from cfnproof.hosts.moto.directory import stores_of
from cfnproof.hosts.moto.keys import ADMINISTRATOR_SECRET, new_service_key
from cfnproof.hosts.moto.state_machine_threads import Executions
from cfnproof.iam.arn import is_account_id

DEFAULT_REGION: Final = "us-east-1"
_MOTO: Final = {
    "core": {"mock_credentials": False, "reset_boto3_session": True},
    "lambda": {"use_docker": False},
    "stepfunctions": {"execute_state_machine": True},
}
_INTERNAL: Final = 500
_NO_SECRET: Final = "-"  # noqa: S105  # none
_UNENFORCED: Final = (
    "requests are not checked against IAM on this account: what runs here proves nothing about permissions"
)
_accounts: Final = itertools.count(100_000_000_000 + uuid.uuid4().int % 800_000_000_000)


@dataclass(slots=True, kw_only=True)
class MotoHost(EmulatedAccount):
    """A running account. `access_key` is the administrator's."""

    access_key: str
    clients: HostClients
    executions: Executions
    name: ClassVar[str] = "moto"

    @property
    def administrator(self) -> KeyPair:
        """The key pair of the account's administrator."""
        return KeyPair(self.access_key, ADMINISTRATOR_SECRET)

    def client(self, service: str, *, region: str | None = None, access_key: str | None = None) -> Any:  # noqa: ANN401  # boto3's
        """A boto3 client of the account: the administrator's, or that of another access key of the account."""
        return self.clients.of_user(service, region or self.region, self._key(access_key or self.access_key))

    def answer(self, service: Service[Any], operation: str, members: Request, visitor: Visitor) -> wire.Response:
        """Answer a request to one of the emulator's services, in the service's protocol."""
        request_id = visitor.request_id
        try:
            answer = self.call(service, operation, members, visitor)
            return wire.answered(service.name, operation, answer, request_id)
        except ServiceError as error:
            return wire.refused(service.name, error, request_id)
        except AnswerError as error:
            fault = ServiceError("InternalFailure", f"{operation}: {error}", _INTERNAL)
            return wire.refused(service.name, fault, request_id)

    def _key(self, access_key: str) -> Key:
        """What signs with an access key; one that the account does not have signs with no secret of it."""
        found = self.access.identities.credential(access_key)
        return Key(access_key, _NO_SECRET) if found is None else Key.of(found)


@contextmanager
def moto_host(
    account: str | None = None, region: str = DEFAULT_REGION, *, enforce_iam: bool = True
) -> Iterator[MotoHost]:
    """Start an isolated account; leaving stops and joins its work, and its clients refuse from then on.

    Without `enforce_iam` everybody who signs may do everything, and a warning says so.

    Raises CfnproofError for an account id that is none or already open, and where work does not end when told to.
    """
    account = _unused(account)
    if not enforce_iam:
        warnings.warn(_UNENFORCED, UnenforcedWarning, stacklevel=3)
    partition = partition_of(region)
    with ExitStack() as stack:
        stack.enter_context(mock_aws(config=_MOTO))
        number = guard.enter()
        stack.callback(guard.leave, number)
        stack.callback(accounts.close_account, account)
        key = accounts.open_account(account, partition)
        environment.enter(key, ADMINISTRATOR_SECRET, region)
        stack.callback(environment.leave)
        host = _assembled(account, region, key, number, enforced=enforce_iam)
        mount.mount(account, host)
        stack.callback(mount.unmount, account)
        try:
            yield host
        finally:
            host.control.stop()
            left = (*host.work.stop(), *host.executions.stop())
            if left:
                raise CfnproofError(f"work of the emulated account did not end: {', '.join(left)}")
            host.clients.close()


def _unused(account: str | None) -> str:
    """The id of the account to open, the next one where none is asked for.

    Raises CfnproofError for what is none, and where it is open already.
    """
    if account is not None and not is_account_id(account):
        raise CfnproofError(f"account {account!r} is no account id: give 12 digits")
    found = account if account is not None else str(next(_accounts))
    if mount.mounted(found):
        raise CfnproofError(f"account {found} is already emulated in this process: leave that host first")
    return found


def _assembled(account: str, region: str, key: str, number: int, *, enforced: bool) -> MotoHost:
    """The host of an account that is open: `key` is its administrator's, `number` the guard's."""
    partition = partition_of(region)
    control, stores = HostControl(), Stores()
    keys = ServiceKeys(lambda: new_service_key(account, partition))
    looked_up = stores_of(account, partition, lambda name, where: stores.of(name, account, where))
    access = Access(
        account=account,
        partition=partition,
        control=control,
        keys=keys,
        identities=Identities(account, keys.own, looked_up),
        authenticate=authenticate,
        enforced=enforced,
    )
    return MotoHost(
        account=account,
        region=region,
        partition=partition,
        clients=HostClients(number, control, mount.access_of),
        work=Work(),
        control=control,
        stores=stores,
        access=access,
        access_key=key,
        executions=Executions(control.clock),
    )
