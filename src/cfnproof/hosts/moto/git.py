"""git for one account on moto's stores: clone, fetch and push at `/v1/repos/NAME`."""

from dataclasses import dataclass

from cfnproof.emulator.codecommit.git_bounds import DEFAULT, Bounds
from cfnproof.emulator.codecommit.git_door import GitApplication
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.git_visits import git_of
from cfnproof.hosts.moto.host import MotoHost


def git_application(host: MotoHost, bounds: Bounds = DEFAULT) -> GitApplication:
    """The application that answers git for the host's account."""
    return git_of(_One(host), bounds)


@dataclass(frozen=True, slots=True)
class _One:
    """The host's account alone."""

    host: MotoHost

    @property
    def names(self) -> tuple[str, ...]:
        return (self.host.account,)

    def of(self, account: str) -> EmulatedAccount | None:
        return self.host if account == self.host.account else None
