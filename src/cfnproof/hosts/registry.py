"""Every host, by the name that `--host` takes. What a host needs is imported when it starts."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol

from cfnproof.errors import CfnproofError, MissingToolError
from cfnproof.hosts.host import Host

INSTALL_MOTO: Final = "pip install 'cfnproof[moto]'"
INSTALL_LOCALSTACK: Final = "pip install 'cfnproof[localstack]'"
DEFAULT_HOST: Final = "moto"
LOCALSTACK: Final = "localstack"


@contextmanager
def _moto(region: str, *, endpoint_url: str | None = None, enforce_iam: bool = True) -> Iterator[Host]:
    if endpoint_url is not None:
        raise CfnproofError(f"--endpoint-url is for --host {LOCALSTACK}: the host {DEFAULT_HOST!r} has none")
    try:
        from cfnproof.hosts.moto.host import moto_host  # noqa: PLC0415  # takes a second, and may be missing
    except ModuleNotFoundError as error:
        _refuse(DEFAULT_HOST, error, INSTALL_MOTO)
    with moto_host(region=region, enforce_iam=enforce_iam) as host:
        yield host


@contextmanager
def _localstack(region: str, *, endpoint_url: str | None = None, enforce_iam: bool = True) -> Iterator[Host]:
    try:
        from cfnproof.hosts.localstack.host import localstack_host  # noqa: PLC0415  # may be missing
    except ModuleNotFoundError as error:
        _refuse(LOCALSTACK, error, INSTALL_LOCALSTACK)
    with localstack_host(region, endpoint_url, enforce_iam=enforce_iam) as host:
        yield host


def _refuse(host: str, error: ModuleNotFoundError, install: str) -> NoReturn:
    if (error.name or "").startswith("cfnproof"):
        raise error
    raise MissingToolError(f"the host {host!r} needs {error.name!r}, which is not installed: {install}") from error


class StartHost(Protocol):
    """What starts a host."""

    def __call__(
        self, region: str, /, *, endpoint_url: str | None = None, enforce_iam: bool = True
    ) -> AbstractContextManager[Host]:
        """A fresh account in a region; leaving the context ends it.

        `endpoint_url` is where the host listens, of those that do. Without `enforce_iam` everybody may do everything,
        and a warning says so.
        """
        ...


HOSTS: Final[Mapping[str, StartHost]] = {DEFAULT_HOST: _moto, LOCALSTACK: _localstack}
"""From a name to what starts a fresh account."""


@dataclass(frozen=True, slots=True)
class HostChoice:
    """Which host, and how, as `--host`, `--endpoint-url` and `--without-iam` say."""

    name: str = DEFAULT_HOST
    endpoint_url: str | None = None
    enforce_iam: bool = True

    def start(self, region: str) -> AbstractContextManager[Host]:
        """A fresh account in a region; leaving the context ends it."""
        return HOSTS[self.name](region, endpoint_url=self.endpoint_url, enforce_iam=self.enforce_iam)


DEFAULT: Final = HostChoice()
