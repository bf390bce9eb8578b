"""LocalStack's process: how it is started, and how it ends with all that it has started."""

import errno
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import endpoint, own_package
from cfnproof.hosts.localstack.installation import PYTHON, STATIC
from cfnproof.hosts.localstack.locks import inherited
from cfnproof.hosts.localstack.state import Record, StateFolder
from cfnproof.hosts.polling import poll

LOOPBACK: Final = "127.0.0.1"
_MODULE: Final = "cfnproof.hosts.localstack.launch"
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "TZ", "DEBUG", "LS_LOG")
"""The variables of this process that LocalStack gets: others, such as AWS_PROFILE, would change what it does."""
_SERVICES: Final = (
    "cloudformation",
    "events",
    "iam",
    "kms",
    "logs",
    "s3",
    "sns",
    "sqs",
    "stepfunctions",
    "sts",
)
"""Loaded at the start, else each first request waits for its service; all others are loaded when they are asked."""
_LIBRARIES: Final = "usr/lib/localstack"
_TERM_SECONDS: Final = 6.0
_KILL_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Launch:
    """What is started: `environment` is the folder of LocalStack's environment."""

    environment: Path
    port: int
    enforce_iam: bool

    @property
    def endpoint(self) -> str:
        """Where it will listen."""
        return f"http://{LOOPBACK}:{self.port}"


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def check_port(port: int) -> None:
    """Raise CfnproofError, with what listens there, where a port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was stopped a moment ago has let go
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as error:
            raise CfnproofError(f"port {port} may not be used ({error.strerror}): take another with --port") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            taken_by = endpoint.listener(f"http://{LOOPBACK}:{port}")
            raise CfnproofError(
                f"port {port} is taken, by {taken_by}: end that, or take another port with --port (0: any free one)"
            ) from error


def launch(folder: StateFolder, asked: Launch) -> subprocess.Popen[bytes]:
    """Start LocalStack in a session of its own, and keep a record of it."""
    for below in ("home", "tmp"):
        (folder.path / below).mkdir()
    libraries = folder.volume / _LIBRARIES
    libraries.parent.mkdir(parents=True)
    libraries.symlink_to(asked.environment / STATIC)
    with inherited(folder.running) as held, folder.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own command line
            [asked.environment / PYTHON, "-m", _MODULE],
            cwd=folder.path,
            env=_variables(folder, asked),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(held,),
            start_new_session=True,
        )
    folder.write(Record(process.pid, asked.endpoint))
    return process


def _variables(folder: StateFolder, asked: Launch) -> Mapping[str, str]:
    """https://docs.localstack.cloud/aws/capabilities/config/configuration/ ."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "CFNPROOF_ENFORCE_IAM": str(int(asked.enforce_iam)),
        "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "0",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
        "EAGER_SERVICE_LOADING": "1",
        "FILESYSTEM_ROOT": str(folder.volume),
        "GATEWAY_LISTEN": f"{LOOPBACK}:{asked.port}",
        "HOME": str(folder.path / "home"),
        "LOCALSTACK_VOLUME_DIR": str(folder.volume),
        "OVERRIDE_IN_DOCKER": "0",
        "PYTHONPATH": str(own_package.folder_in(asked.environment)),
        "PYTHONPYCACHEPREFIX": str(asked.environment / "pycache"),
        "PYTHONUNBUFFERED": "1",
        "SERVICES": ",".join(_SERVICES),
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "STRICT_SERVICE_LOADING": "0",
        "TEMP": str(folder.path / "tmp"),
        "XDG_CACHE_HOME": str(asked.environment / "cache"),
    }


def end(folder: StateFolder, record: Record) -> None:
    """End LocalStack and whatever it has started. Raises CfnproofError where it lives on."""
    was_alive = folder.is_alive()
    if was_alive:
        _send(os.kill, record.pid, signal.SIGTERM)
        poll(folder.is_alive, lambda lives: not lives, _TERM_SECONDS)
    if was_alive or _is_free(record.pid):
        _send(os.killpg, record.pid, signal.SIGKILL)
    if poll(folder.is_alive, lambda lives: not lives, _KILL_SECONDS):
        raise CfnproofError(f"LocalStack's process {record.pid} does not end: end it by hand")


def _send(kill: Callable[[int, int], None], pid: int, number: int) -> None:
    """Send a signal to a process or to a group; that it has ended is what is wanted."""
    try:
        kill(pid, number)
    except ProcessLookupError:
        return


def _is_free(pid: int) -> bool:
    """Whether no process has a number: a group of that number is then still that of who had it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
