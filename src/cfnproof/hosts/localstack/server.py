"""LocalStack as a subprocess that outlives the command: started, looked at, stopped."""

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack import endpoint, interpreter, process
from cfnproof.hosts.localstack.endpoint import Health, NoPluginError, UnreachableError
from cfnproof.hosts.localstack.installation import Say, environment
from cfnproof.hosts.localstack.locks import locked
from cfnproof.hosts.localstack.state import Record, StateFolder
from cfnproof.hosts.polling import poll

PORT: Final = 4566
START_SECONDS: Final = 60.0
_STILL: Final[Mapping[type, str]] = {
    UnreachableError: "it does not listen",
    NoPluginError: "it answers, but its plugin does not",
    Health: "its plugin answers that it is not",
}
"""How one was seen at last."""


@dataclass(frozen=True, slots=True)
class Start:
    """What is asked for.

    `state` is the folder below which the state is kept. Without `port`: LocalStack's own; 0: any free one. `timeout` is
    in seconds, from the launch.
    """

    state: Path | None = None
    port: int | None = None
    python: Path | None = None
    timeout: float = START_SECONDS
    enforce_iam: bool = True


@dataclass(frozen=True, slots=True)
class Started:
    """A LocalStack that is ready. `seconds` from its launch, None where it ran before."""

    endpoint: str
    health: Health
    log: Path
    seconds: float | None = None


class Condition(Enum):
    """How a LocalStack is."""

    READY = "ready"
    NOT_RUNNING = "not running"
    DIED = "died"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Status:
    """How LocalStack is, in words; `last_lines` are those of its log where it is not well."""

    condition: Condition
    words: str
    last_lines: str = ""


def start(asked: Start, say: Say) -> Started:
    """Start LocalStack with the plugin and wait until it is ready; one that runs already is left as it is.

    Raises CfnproofError where Python 3.13 is missing, the environment cannot be made, the port is taken, one that runs
    is another than is asked for, or where it ends or is not ready in time: then it is ended, and its log is kept.
    """
    folder = StateFolder.below(asked.state)
    with locked(folder.lock):
        record = folder.read()
        if record is not None and folder.is_alive():
            return _running(record, folder, asked)
        if record is not None:
            say(f"the LocalStack that was started before has died; {folder.last_lines()}")
            process.end(folder, record)
        port = PORT if asked.port is None else asked.port or process.free_port()
        process.check_port(port)
        made = environment(interpreter.find(asked.python), say)
        folder.prepare()
        return _launch(folder, process.Launch(made, port, asked.enforce_iam), asked.timeout)


def stop(state: Path | None) -> str:
    """End LocalStack, remove its state, and say what was there. Raises CfnproofError where it does not end."""
    folder = StateFolder.below(state)
    with locked(folder.lock):
        record, was_alive = folder.read(), folder.is_alive()
        if record is None:
            folder.remove()
            return "LocalStack was not running"
        process.end(folder, record)
        died = f"LocalStack at {record.endpoint} had died; {folder.last_lines()}"
        folder.remove()
        return f"stopped LocalStack at {record.endpoint}" if was_alive else died


def status(state: Path | None) -> Status:
    """How LocalStack is."""
    folder = StateFolder.below(state)
    record = folder.read()
    if record is None:
        return Status(Condition.NOT_RUNNING, "LocalStack is not running: cfnproof localstack start")
    if not folder.is_alive():
        words = f"LocalStack at {record.endpoint} has died; `cfnproof localstack start` starts it anew"
        return Status(Condition.DIED, words, folder.last_lines())
    try:
        found = endpoint.health(record.endpoint)
    except CfnproofError as error:
        return Status(Condition.SILENT, f"process {record.pid} runs, and is not ready: {error}", folder.last_lines())
    if not found.is_ready:
        return Status(Condition.SILENT, f"{found} at {record.endpoint} is {found.status!r}", folder.last_lines())
    return Status(Condition.READY, f"{found}, runs at {record.endpoint} as process {record.pid}; log: {folder.log}")


def _running(record: Record, folder: StateFolder, asked: Start) -> Started:
    """The one that runs already."""
    try:
        found = endpoint.health(record.endpoint)
    except CfnproofError as error:
        raise CfnproofError(
            f"LocalStack runs as process {record.pid} and does not answer as it should: `cfnproof localstack stop`, "
            f"then start it again. {error}\n{folder.last_lines()}"
        ) from error
    if asked.port and record.endpoint.rpartition(":")[2] != str(asked.port):
        raise CfnproofError(
            f"LocalStack already runs at {record.endpoint}: to move it, `cfnproof localstack stop` first"
        )
    if found.enforces_iam != asked.enforce_iam:
        raise CfnproofError(
            f"LocalStack already runs at {record.endpoint}, IAM {'' if found.enforces_iam else 'not '}enforced: "
            "`cfnproof localstack stop` first"
        )
    return Started(record.endpoint, found, folder.log)


def _launch(folder: StateFolder, launch: process.Launch, timeout: float) -> Started:
    began = time.monotonic()
    launched = process.launch(folder, launch)
    record = Record(launched.pid, launch.endpoint)
    try:
        found = _wait(launched, launch, folder, timeout)
    except BaseException:
        process.end(folder, record)
        launched.wait()
        folder.clear_but_log()
        raise
    launched.returncode = 0  # it outlives this process, which must not warn of that
    return Started(launch.endpoint, found, folder.log, time.monotonic() - began)


def _wait(launched: subprocess.Popen[bytes], launch: process.Launch, folder: StateFolder, timeout: float) -> Health:
    """What the plugin says once it is ready. Raises CfnproofError where LocalStack ends before, or takes too long."""

    def look() -> Health | UnreachableError | NoPluginError | None:
        try:
            return endpoint.health(launch.endpoint) if launched.poll() is None else None
        except (UnreachableError, NoPluginError) as error:
            return error

    seen = poll(look, lambda one: one is None or (isinstance(one, Health) and one.is_ready), timeout)
    if seen is None or launched.poll() is not None:
        raise CfnproofError(f"LocalStack ended with {launched.poll()} before it was ready; {folder.last_lines()}")
    if isinstance(seen, Health) and seen.is_ready:
        return seen
    raise CfnproofError(
        f"LocalStack was not ready in {timeout:g} s and was ended: {_STILL[type(seen)]}; give it more with --timeout, "
        f"or look into its log; {folder.last_lines()}"
    )
