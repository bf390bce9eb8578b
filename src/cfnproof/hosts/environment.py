"""What plain boto3 takes credentials and endpoint from while a host is active, so that none of the machine's are used.

The first host puts its own there; the last one to leave, whichever that is, brings back what was there before.
"""

import os
import threading
from typing import Final

_ENDPOINT: Final = "AWS_ENDPOINT_URL"
_UNWANTED: Final = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_PROFILE", "AWS_SESSION_TOKEN")
_before: Final[dict[str, str | None]] = {}
_lock: Final = threading.Lock()
_hosts: int = 0


def enter(access_key: str, secret: str, region: str, endpoint_url: str | None = None) -> None:
    """A host has started; without `endpoint_url`, requests go where AWS is."""
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
        unwanted = [name for name in os.environ if name in _UNWANTED or name.startswith(_ENDPOINT)]
        if endpoint_url is not None:
            wanted[_ENDPOINT] = endpoint_url
        _before.update({name: os.environ.get(name) for name in (*wanted, *unwanted)})
        for name in unwanted:
            del os.environ[name]
        os.environ.update(wanted)


def sign(access_key: str, secret: str) -> None:
    """Let the only host's requests be signed with another key; where there are several, the first one's stays."""
    with _lock:
        if _hosts == 1:
            os.environ.update({"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret})


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
