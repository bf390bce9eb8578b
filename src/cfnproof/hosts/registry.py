"""Every host, by the name that `--host` takes. What a host needs is imported when it starts."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol

from cfnproof.errors import MissingToolError
from cfnproof.hosts.host import Host

INSTALL_MOTO: Final = "pip install 'cfnproof[moto]'"
DEFAULT_HOST: Final = "moto"


@contextmanager
def _moto(region: str, *, enforce_iam: bool = True) -> Iterator[Host]:
    try:
        from cfnproof.hosts.moto.host import moto_host  # noqa: PLC0415  # takes a second, and may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("cfnproof"):
            raise
        raise MissingToolError(
            f"the host 'moto' needs {error.name!r}, which is not installed: {INSTALL_MOTO}"
        ) from error
    with moto_host(region=region, enforce_iam=enforce_iam) as host:
        yield host


class StartHost(Protocol):
    """What starts a host."""

    def __call__(self, region: str, /, *, enforce_iam: bool = True) -> AbstractContextManager[Host]:
        """A fresh account in a region; leaving the context ends it.

        Without `enforce_iam` everybody may do everything, and a warning says so.
        """
        ...


HOSTS: Final[Mapping[str, StartHost]] = {DEFAULT_HOST: _moto}
"""From a name to what starts a fresh account."""
