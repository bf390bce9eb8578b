"""git for one account on moto's stores: clone, fetch and push at `/v1/repos/NAME`."""

from wsgiref.types import WSGIApplication

from moto.iam.models import get_account_id_from

from cfnproof.emulator.codecommit.git_bounds import DEFAULT, Bounds
from cfnproof.emulator.codecommit.git_door import git_door
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.git_visits import GitVisits
from cfnproof.hosts.moto.host import MotoHost


def git_application(host: MotoHost, bounds: Bounds = DEFAULT) -> WSGIApplication:
    """The application that answers git for the host's account."""

    def of_id(account: str) -> EmulatedAccount | None:
        return host if account == host.account else None

    def of_key(access_key: str) -> EmulatedAccount | None:
        return of_id(get_account_id_from(access_key))

    return git_door(GitVisits(of_key=of_key, of_id=of_id), bounds)
