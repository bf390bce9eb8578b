"""`cfnproof localstack start`, `stop` and `status`."""

import sys
from pathlib import Path
from typing import Final, TextIO

from cfnproof.hosts.localstack import server
from cfnproof.hosts.localstack.server import Condition, Status

_EXIT: Final = {Condition.READY: 0, Condition.NOT_RUNNING: 1, Condition.DIED: 2, Condition.SILENT: 2}


def start(state: Path | None, port: int | None, python: Path | None, timeout: float, *, enforce_iam: bool) -> int:
    """Start LocalStack, or find it running; print where it is and what to try. Raises as `server.start` does."""
    asked = server.Start(state, port, python, timeout, enforce_iam=enforce_iam)
    started = server.start(asked, lambda words: _show(words, sys.stderr))
    how = "already runs" if started.seconds is None else f"is ready after {started.seconds:.1f} s"
    _show(started.endpoint)
    _show(f"{started.health}: {how}; log: {started.log}", sys.stderr)
    where = "" if state is None else f" --endpoint-url {started.endpoint}"
    _show(f"  cfnproof run --host localstack{where}", sys.stderr)
    _show(f"  pytest --host localstack{where}", sys.stderr)
    _show(
        "  AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 "
        f"aws --endpoint-url {started.endpoint} sts get-caller-identity",
        sys.stderr,
    )
    return 0


def stop(state: Path | None) -> int:
    """End LocalStack. Raises as `server.stop` does."""
    _show(server.stop(state))
    return 0


def status(state: Path | None) -> int:
    """Say how LocalStack is: 0 ready, 1 not running, 2 died or does not answer."""
    found: Status = server.status(state)
    _show(found.words)
    if found.last_lines:
        _show(found.last_lines)
    return _EXIT[found.condition]


def _show(words: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    stream.write(f"{words}\n")
    stream.flush()
