"""Sessions of roles as STS keeps them: they end by the host's clock, and have the policies and tags they were given.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, Final, Protocol

from moto.iam.models import iam_backends
from moto.sts.exceptions import STSValidationError
from moto.sts.models import AssumedRole, STSBackend

from cfnproof.emulator.context import Clock
from cfnproof.hosts.access.compiled import Text
from cfnproof.hosts.access.identities import document_of
from cfnproof.hosts.moto import stores
from cfnproof.hosts.moto.patches import Patches
from cfnproof.iam.policy import PolicyKind


class Account(Protocol):
    """What a session needs of its host."""

    @property
    def partition(self) -> str:
        """The partition that the account is in."""
        ...

    @property
    def account(self) -> str:
        """The account's id."""
        ...

    @property
    def clock(self) -> Clock:
        """The host's clock."""
        ...


_STS: Final = "sts"
_HOUR: Final = 3600
_TOO_LONG: Final = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
_patches: Final = Patches()
_making: Final = AssumedRole.__init__
_assuming: Final = STSBackend.assume_role
_expected: Final[ContextVar[tuple[Callable[[], Mapping[str, Any]], Account] | None]] = ContextVar(
    "cfnproof_assuming", default=None
)


def expect(service: str, members: Callable[[], Mapping[str, Any]], account: Account) -> None:
    """A request has been admitted: where it is one to STS, a session that it makes is of these members."""
    _expected.set((members, account) if service == _STS else None)


def _assume(backend: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # moto's own signature
    role = stores.role_of(named["role_arn"])
    longest = int(getattr(role, "max_session_duration", None) or _HOUR)
    if int(named.get("duration") or _HOUR) > longest:
        raise STSValidationError(_TOO_LONG)
    return _assuming(backend, *arguments, **named)


def _make(session: Any, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  # moto's own signature
    _making(session, *arguments, **named)
    expected = _expected.get()
    if expected is None:
        return
    members, account = expected[0](), expected[1]
    session.issued = account.clock.now()
    session.expiration = session.issued + timedelta(seconds=int(named.get("duration") or _HOUR))
    session.limits = _limits(members, account)
    session.tags = {tag["Key"]: tag["Value"] for tag in members.get("Tags", ())}
    session.source_identity, session.with_mfa = members.get("SourceIdentity"), bool(members.get("SerialNumber"))


def _limits(members: Mapping[str, Any], account: Account) -> tuple[Text, ...] | None:
    """The policies that a session is limited to, None where it is not; one that does not exist allows nothing."""
    if not members.get("Policy") and not members.get("PolicyArns"):
        return None
    own = [Text("Policy", members["Policy"], PolicyKind.SESSION)] if members.get("Policy") else []
    held = iam_backends[account.account][account.partition].managed_policies
    named = [held.get(one.get("arn")) for one in members.get("PolicyArns", ())]
    return (*own, *(Text(one.arn, document_of(one), PolicyKind.IDENTITY) for one in named if one is not None))


def install() -> None:
    """Let sessions be as at AWS."""
    _patches.put(AssumedRole, "__init__", _make)
    _patches.put(STSBackend, "assume_role", _assume)


def remove() -> None:
    """Give moto its own behaviour back."""
    _patches.undo()
