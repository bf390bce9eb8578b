"""Who comes to CodeCommit with git, on any host: a signature or a password, found among the account's credentials.

https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control.html
"""

import hmac
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from cfnproof.emulator.codecommit.git_bounds import DEFAULT, Bounds
from cfnproof.emulator.codecommit.git_credentials import GitPassword, GitSignature, names_of, region_of
from cfnproof.emulator.codecommit.git_door import GitApplication, git_door
from cfnproof.emulator.codecommit.git_visits import GitRequest
from cfnproof.emulator.codecommit.service import CodeCommit
from cfnproof.emulator.codecommit.state import CodeCommitContext
from cfnproof.emulator.iam.service_credentials import CODECOMMIT, credential_of
from cfnproof.hosts.access.credentials import Credential
from cfnproof.hosts.access.door import Visitor, Who
from cfnproof.hosts.access.refusals import Fault, fault
from cfnproof.hosts.access.service_keys import NewKey
from cfnproof.hosts.access.surroundings import Surroundings
from cfnproof.hosts.emulated_account import EmulatedAccount

_AGE: Final = timedelta(minutes=15)
_PROTOCOL: Final = "rest-json"
"""That whose refusals are 403, as git's are."""
_SERVICE: Final = CodeCommit()
_AT: Final = "-at-"
"""What stands before the account in the user name of a service-specific credential."""

Find = Callable[[str], EmulatedAccount | None]
"""From an access key, or from an account's id, to the account."""


class Opened(Protocol):
    """Accounts that are open."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their ids."""
        ...

    def of(self, account: str) -> EmulatedAccount | None:
        """An account, None for one that is not open."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who has come to a repository of an account. Plain HTTP counts as HTTPS."""

    account: EmulatedAccount
    visitor: Visitor
    request: GitRequest

    @property
    def context(self) -> CodeCommitContext:
        """What CodeCommit is given."""
        return self.account.context(_SERVICE, self.visitor)

    def authorize(self, action: str, resource: str, keys: Mapping[str, str]) -> None:
        """Let IAM decide. Raises ServiceError."""
        around = Surroundings(
            region=self.visitor.region,
            user_agent=self.request.user_agent,
            source_ip=self.request.source_ip or None,
        )
        asked = {name.lower(): value for name, value in keys.items()}
        self.account.access.permit_visit(action, resource, self.visitor, around, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitVisits:
    """The accounts of a host, as the door of git sees them.

    `of_key` is the account that an access key is of, `of_id` the one with an id. Without `signed` an access key alone
    says who asks, as on a host that checks no signatures.
    """

    of_key: Find
    of_id: Find
    signed: bool = True

    def visit(self, request: GitRequest, shown: GitSignature | GitPassword) -> Visit:
        """Who has come. Raises ServiceError for what is nobody's credential, or no longer one."""
        if isinstance(shown, GitSignature):
            account, credential = self._of_signature(shown)
            region = self._region(account, request, shown, credential.secret)
            _check_time(account, credential, shown)
        else:
            account, credential = self._of_password(shown)
            region = next(_regions(account, request))
        return Visit(account, Visitor(Who(credential, None), region, str(uuid.uuid4())), request)

    def _of_signature(self, shown: GitSignature) -> tuple[EmulatedAccount, Credential]:
        account = self.of_key(shown.access_key)
        credential = account.access.identities.credential(shown.access_key) if account is not None else None
        if account is None or credential is None or not credential.active:
            raise fault(_PROTOCOL, Fault.UNKNOWN_KEY)
        if self.signed and not _same(shown.token, credential.token):
            raise fault(_PROTOCOL, Fault.WRONG_TOKEN)
        return account, credential

    def _of_password(self, shown: GitPassword) -> tuple[EmulatedAccount, Credential]:
        """A user by a password; a user who has gone, or another of the same name, has none."""
        account = self.of_id(shown.user_name.rpartition(_AT)[2])
        if account is None:
            raise fault(_PROTOCOL, Fault.UNKNOWN_KEY)
        state = account.stores.of("iam", account.account, account.region)
        found = credential_of(state, CODECOMMIT, shown.user_name, shown.password)
        if found is None:
            raise fault(_PROTOCOL, Fault.UNKNOWN_KEY)

        def of_user(key: NewKey) -> Credential:
            credential = account.access.identities.user(found.user, key.access_key, key.secret)
            if credential is None or credential.context["aws:userid"] != found.user_id:
                raise fault(_PROTOCOL, Fault.UNKNOWN_KEY)
            return credential

        return account, account.access.keys.stand_in(found.id, of_user)

    def _region(self, account: EmulatedAccount, request: GitRequest, shown: GitSignature, secret: str) -> str:
        """The region that a signature is for: nothing else says it."""
        regions, hosts = _regions(account, request), names_of(request.host)
        if not self.signed:
            return next(regions)
        found = next((one for one in regions if shown.is_right(secret, one, request.path, hosts)), None)
        if found is None:
            raise fault(_PROTOCOL, Fault.WRONG_SIGNATURE)
        return found


def git_of(accounts: Opened, bounds: Bounds = DEFAULT) -> GitApplication:
    """The application that answers git for accounts, each of whose access keys is one account's alone."""

    def of_key(access_key: str) -> EmulatedAccount | None:
        found = (accounts.of(name) for name in accounts.names)
        return next((one for one in found if one and one.access.identities.credential(access_key)), None)

    return git_door(GitVisits(of_key=of_key, of_id=accounts.of), bounds)


def _check_time(account: EmulatedAccount, credential: Credential, shown: GitSignature) -> None:
    """Refuse a session that has ended by the host's clock, and a signature that is old by the system's."""
    if credential.expires is not None and account.access.clock.now() >= credential.expires:
        raise fault(_PROTOCOL, Fault.EXPIRED)
    try:
        age = datetime.now(UTC) - shown.made
    except ValueError as error:
        raise fault(_PROTOCOL, Fault.MALFORMED) from error
    if abs(age) > _AGE:
        raise fault(_PROTOCOL, Fault.SKEWED)


def _regions(account: EmulatedAccount, request: GitRequest) -> Iterator[str]:
    """The regions that a request can be for.

    It is the one that CodeCommit's own address names, or else one that has the repository, the account's own first;
    then come all others that the account has used.
    """
    named = region_of(request.host)
    if named is not None:
        yield named
        return
    known = dict.fromkeys((account.region, *account.stores.regions(_SERVICE.name, account.account)))
    having = [one for one in known if request.repository in _repositories(account, one)]
    yield from having
    yield from (one for one in known if one not in having)


def _repositories(account: EmulatedAccount, region: str) -> Mapping[str, object]:
    repositories: Mapping[str, object] = account.stores.of(_SERVICE.name, account.account, region).repositories
    return repositories


def _same(given: str | None, wanted: str | None) -> bool:
    return hmac.compare_digest((given or "").encode(), (wanted or "").encode())
