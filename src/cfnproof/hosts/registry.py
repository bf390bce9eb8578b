"""Every host, by the name that `--host` takes. What a host needs is imported when it starts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from cfnproof.errors import MissingToolError
from cfnproof.hosts.host import Host

INSTALL_MOTO: Final = "pip install 'cfnproof[moto]'"
DEFAULT_HOST: Final = "moto"


@contextmanager
def _moto(region: str) -> Iterator[Host]:
    try:
        from cfnproof.hosts.moto.host import moto_host  # noqa: PLC0415  # takes a second, and may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("cfnproof"):
            raise
        raise MissingToolError(
            f"the host 'moto' needs {error.name!r}, which is not installed: {INSTALL_MOTO}"
        ) from error
    with moto_host(region=region) as host:
        yield host


HOSTS: Final[Mapping[str, Callable[[str], AbstractContextManager[Host]]]] = {DEFAULT_HOST: _moto}
"""From a name to what starts a fresh account in a region; leaving the context ends the account."""
