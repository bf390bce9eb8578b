"""What plain boto3 takes its credentials from while a host is active, so that none of the machine's are used.

The first host puts its own there; the last one to leave, whichever that is, brings back what was there before.
"""

import os
import threading
from typing import Final

_UNWANTED: Final = ("AWS_PROFILE", "AWS_SESSION_TOKEN")
_before: Final[dict[str, str | None]] = {}
_lock: Final = threading.Lock()
_hosts: int = 0


def enter(access_key: str, secret: str, region: str) -> None:
    """A host has started."""
    global _hosts  # noqa: PLW0603  # the environment is the process's own
    with _lock:
        _hosts += 1
        if _hosts > 1:
            return
        wanted = {
            "AWS_ACCESS_KEY_ID": access_key,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        _before.update({name: os.environ.get(name) for name in (*wanted, *_UNWANTED)})
        os.environ.update(wanted)
        for name in _UNWANTED:
            os.environ.pop(name, None)


def leave() -> None:
    """A host has gone."""
    global _hosts  # noqa: PLW0603  # as above
    with _lock:
        _hosts -= 1
        if _hosts:
            return
        for name, value in _before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _before.clear()
