"""The accounts of moto's host that are served over HTTP, of which one is the server's own."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from moto import mock_aws

from cfnproof.errors import CfnproofError
from cfnproof.hosts.access.ledger import LONGEST
from cfnproof.hosts.host import KeyPair
from cfnproof.hosts.moto import served
from cfnproof.hosts.moto.host import MotoHost, moto_host
from cfnproof.hosts.serving.answers import Answered
from cfnproof.hosts.serving.calls import Called

_MOTO: Final = {"core": {"mock_credentials": False, "reset_boto3_session": True}}


class ServedAccounts:
    """Accounts in a region; `own` is open as long as they are served."""

    def __init__(self, own: str, region: str) -> None:
        self.own, self.region = own, region
        self._open: dict[str, tuple[MotoHost, ExitStack]] = {}
        self._lock = threading.RLock()

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of those that are open."""
        return tuple(self._open)

    def of(self, account: str) -> MotoHost | None:
        """An account, None for one that is not open."""
        found = self._open.get(account)
        return None if found is None else found[0]

    def open(self, account: str) -> KeyPair:
        """Open an account, or find it open: its administrator's key. Raises CfnproofError."""
        with self._lock:
            if account not in self._open:
                stack = ExitStack()
                host = stack.enter_context(moto_host(account, self.region))
                host.control.ledger.longest = LONGEST
                self._open[account] = (host, stack)
            return self._open[account][0].administrator

    def close(self, account: str) -> None:
        """End an account with all that is in it; that of the server begins anew.

        Raises CfnproofError where work of it does not end when told to.
        """
        with self._lock:
            found = self._open.pop(account, None)
            try:
                if found is not None:
                    found[1].close()
            finally:
                if account == self.own:
                    self.open(account)

    def stop(self) -> None:
        """Let go of all requests that are held: the process is about to end."""
        for host, _ in tuple(self._open.values()):
            host.control.stop()

    def close_all(self) -> None:
        """End every account. Raises CfnproofError with what did not end, once all have been told to."""
        failures = []
        with self._lock:
            while self._open:
                _, (_, stack) = self._open.popitem()
                try:
                    stack.close()
                except CfnproofError as error:
                    failures.append(str(error))
        if failures:
            raise CfnproofError("; ".join(failures))

    def answer(self, called: Called, request_id: str) -> Answered:
        """The answer to a call."""
        return served.answer(called, request_id)


@contextmanager
def served_accounts(own: str, region: str) -> Iterator[ServedAccounts]:
    """Open the server's own account; leaving ends all. Raises CfnproofError as `close_all` does."""
    with mock_aws(config=_MOTO):  # for all that time: between two accounts no client may reach AWS
        accounts = ServedAccounts(own, region)
        accounts.open(own)
        try:
            yield accounts
        finally:
            accounts.close_all()
