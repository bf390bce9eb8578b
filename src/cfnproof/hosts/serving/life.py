"""The life of a served account: it starts, says where it is and what to try, and ends within two seconds when told to.

State is in memory, and goes with the process.
"""

import ipaddress
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.control_resources import ROOT
from cfnproof.hosts.host import KeyPair

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said when it is ready."""

    url: str
    account: str
    region: str
    key: KeyPair
    certificate: Path | None = None

    def lines(self) -> tuple[str, ...]:
        """Where it is, how to reach it, and three commands to try."""
        trust = "" if self.certificate is None else f" AWS_CA_BUNDLE={self.certificate}"
        curl = "curl" if self.certificate is None else f"curl --cacert {self.certificate}"
        return (
            f"cfnproof {__version__} serves account {self.account} in {self.region} at {self.url}, in memory: sign by",
            f"  export AWS_ENDPOINT_URL={self.url} AWS_DEFAULT_REGION={self.region}{trust}",
            f"  export AWS_ACCESS_KEY_ID={self.key.access_key} AWS_SECRET_ACCESS_KEY={self.key.secret}",
            "and try",
            "  aws sts get-caller-identity",
            "  aws codecommit create-repository --repository-name demo",
            f"  {curl} {self.url}{ROOT}/{self.account}/ledger",
        )


def warning_of(host: str) -> str | None:
    """What to say of an address that others can reach; None for one of this machine alone."""
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = host == "localhost"
    if inside:
        return None
    return (
        f"whoever reaches {host} can use this account, for the administrator's key is no secret: bind to 127.0.0.1 "
        "where that is not meant"
    )


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """What is set when the process is told to end. Must be used in the main thread."""
    ends = threading.Event()
    before = {number: signal.signal(number, lambda *_: ends.set()) for number in _SIGNALS}
    try:
        yield ends
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ready_file(path: Path | None, url: str) -> Iterator[None]:
    """A file that is there as long as requests are answered, with the URL. Raises CfnproofError."""
    if path is None:
        yield
        return
    try:
        path.write_text(f"{url}\n", encoding="utf-8")
    except OSError as error:
        raise CfnproofError(f"the ready file cannot be written: {error.strerror}", path) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
