"""`cfnproof serve`: an emulated account over HTTP, for any AWS client, until it is told to end."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, TextIO

from cfnproof.errors import CfnproofError, MissingToolError
from cfnproof.hosts.serving import life
from cfnproof.hosts.serving.request_log import RequestLog

ACCOUNT: Final = "111122223333"
"""The account that is served, which AWS's documentation has for examples."""
INSTALL: Final = "pip install 'cfnproof[serve]'"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: `bodies` logs them too."""

    bind: str
    port: int
    region: str
    ready_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    bodies: bool = False


def run(request: Request) -> int:
    """Serve until SIGINT or SIGTERM. Raises CfnproofError for what keeps it from starting."""
    if (request.certificate is None) != (request.key is None):
        raise CfnproofError("--tls-cert and --tls-key belong together: give both, or neither")
    try:
        from cfnproof.hosts.moto.served_accounts import served_accounts  # noqa: PLC0415  # may be missing
        from cfnproof.hosts.serving.application import application  # noqa: PLC0415  # as above
        from cfnproof.hosts.serving.server import Address, serving  # noqa: PLC0415  # as above
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("cfnproof"):
            raise
        raise MissingToolError(f"serve needs {error.name!r}, which is not installed: {INSTALL}") from error
    address = Address(request.bind, request.port, request.certificate, request.key)
    with life.told_to_end() as ends, served_accounts(ACCOUNT, request.region) as accounts:
        with serving(address, application(accounts, RequestLog(bodies=request.bodies))) as url:
            with life.ready_file(request.ready_file, url):
                greeting = life.Greeting(url, ACCOUNT, request.region, accounts.open(ACCOUNT), request.certificate)
                _greet(greeting, life.warning_of(request.bind))
                ends.wait()
            accounts.stop()
        _show("cfnproof: ended", sys.stderr)
    return 0


def leave(code: int) -> NoReturn:
    """End the process at once, all work in it having ended: Python would look through all that moto is for seconds."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _greet(greeting: life.Greeting, warning: str | None) -> None:
    _show(greeting.url, sys.stdout)
    for line in greeting.lines():
        _show(line, sys.stderr)
    if warning is not None:
        _show(f"cfnproof: warning: {warning}", sys.stderr)


def _show(words: str, stream: TextIO) -> None:
    stream.write(f"{words}\n")
    stream.flush()
