"""The accounts that LocalStack has been asked for, each with what the emulator keeps of it."""

import threading
from dataclasses import dataclass, field

from localstack.aws.accounts import get_account_id_from_access_key_id

from cfnproof.emulator.partitions import partition_of
from cfnproof.emulator.stores import Stores
from cfnproof.emulator.work import Work
from cfnproof.errors import CfnproofError
from cfnproof.hosts.access.door import Access
from cfnproof.hosts.access.ledger import LONGEST, Ledger
from cfnproof.hosts.access.service_keys import ServiceKeys
from cfnproof.hosts.control import HostControl
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.localstack_plugin.access_keys import new_key
from cfnproof.hosts.localstack_plugin.authentication import authenticate
from cfnproof.hosts.localstack_plugin.clients import PluginClients
from cfnproof.hosts.localstack_plugin.directory import Directory, stores_of
from cfnproof.hosts.localstack_plugin.sessions import AssumedSession
from cfnproof.hosts.localstack_plugin.settings import enforces_iam


@dataclass(slots=True, kw_only=True)
class PluginAccount(EmulatedAccount):
    """An account in LocalStack. `sessions` are those of roles, by access key."""

    control: HostControl
    sessions: dict[str, AssumedSession]


@dataclass(slots=True)
class Accounts:
    """All accounts of the process."""

    _known: dict[str, PluginAccount] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, account: str, region: str) -> PluginAccount:
        """An account, made when first asked for, in a region."""
        with self._lock:
            if account not in self._known:
                self._known[account] = self._opened(account, region)
            return self._known[account]

    def known(self, account: str) -> PluginAccount | None:
        """An account, None where nobody has asked for it."""
        return self._known.get(account)

    def access_of(self, access_key: str) -> Access | None:
        """The door of the account that an access key is of."""
        found = self._known.get(get_account_id_from_access_key_id(access_key))
        return None if found is None else found.access

    def close(self, account: str) -> None:
        """Drop what the emulator keeps of an account, and end its work.

        Raises CfnproofError where that does not end when told to.
        """
        with self._lock:
            found = self._known.pop(account, None)
        if found is None:
            return
        found.control.stop()
        left = found.work.stop()
        if left:
            raise CfnproofError(f"work of account {account} did not end: {', '.join(left)}")

    def close_all(self) -> None:
        """Close every account."""
        for account in tuple(self._known):
            self.close(account)

    def _opened(self, account: str, region: str) -> PluginAccount:
        partition, control, states = partition_of(region), HostControl(ledger=Ledger(LONGEST)), Stores()
        keys = ServiceKeys(lambda: new_key(account))
        sessions: dict[str, AssumedSession] = {}
        found = stores_of(account, partition, lambda name, where: states.of(name, account, where), sessions)
        access = Access(
            account=account,
            partition=partition,
            control=control,
            keys=keys,
            identities=Directory(account, partition, keys.own, found),
            authenticate=authenticate,
            enforced=enforces_iam(),
        )
        return PluginAccount(
            account=account,
            region=region,
            partition=partition,
            clients=PluginClients(control, self.access_of),
            work=Work(),
            control=control,
            stores=states,
            access=access,
            sessions=sessions,
        )


ACCOUNTS = Accounts()
"""Those of this process."""
