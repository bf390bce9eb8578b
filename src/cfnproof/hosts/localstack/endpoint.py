"""What is asked of LocalStack without signing: whether the plugin is ready, and that an account be dropped."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3

from cfnproof import __version__
from cfnproof.errors import CfnproofError

RELEASE: Final = "4.14.0"
"""The release of LocalStack that the plugin knows."""
WAYS: Final = "`cfnproof localstack start`, or `docker compose up --wait` in a checkout of cfnproof"
"""How one with the plugin is started."""
_HEALTH: Final = "/_cfnproof/health"
_LOCALSTACK: Final = "/_localstack/health"
_CONTROL: Final = "/_cfnproof/control"
_READY: Final = "ready"
_OK: Final = (200, 204)
_SECONDS: Final = urllib3.Timeout(connect=5.0, read=20.0)


class UnreachableError(CfnproofError):
    """Nothing answers at an endpoint, or not as HTTP does."""


class NoPluginError(CfnproofError):
    """What answers at an endpoint has no plugin of cfnproof."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the plugin says of itself: versions of cfnproof and LocalStack, and whether IAM decides on requests."""

    cfnproof: str
    localstack: str
    enforces_iam: bool
    status: str

    @property
    def is_ready(self) -> bool:
        """Whether all services are there."""
        return self.status == _READY

    def __str__(self) -> str:
        """`LocalStack 4.14.0 with cfnproof 0.1.0, IAM enforced`."""
        return (
            f"LocalStack {self.localstack} with cfnproof {self.cfnproof}, "
            f"IAM {'enforced' if self.enforces_iam else 'not enforced'}"
        )


def checked(url: str) -> str:
    """The URL of an endpoint, without a last slash. Raises CfnproofError for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise CfnproofError(f"endpoint {url!r} is no URL of LocalStack: give one such as http://127.0.0.1:4566")
    return url.rstrip("/")


def health(url: str) -> Health:
    """What the plugin says at an endpoint.

    Raises UnreachableError and NoPluginError.
    """
    said = _json(url, _HEALTH)
    try:
        return Health(said["cfnproof"], said["localstack"], said["enforcesIam"], said["status"])
    except KeyError as error:
        raise NoPluginError(
            f"{_what_answers(url)}: it has no plugin of cfnproof; start one that has: {WAYS}"
        ) from error


def check(url: str, *, enforce_iam: bool) -> None:
    """Raise CfnproofError where an endpoint is not ready, of other versions, or treats IAM otherwise than asked."""
    found = health(url)
    if found.localstack != RELEASE:
        raise CfnproofError(
            f"{url} is LocalStack {found.localstack!r}, cfnproof knows {RELEASE}: start that one: {WAYS}"
        )
    if found.cfnproof != __version__:
        raise CfnproofError(
            f"{url} has the plugin of cfnproof {found.cfnproof!r}, this is {__version__}: start it anew from this one"
        )
    if not found.is_ready:
        raise CfnproofError(f"{url} is not ready, its status is {found.status!r}: wait, or look into its log")
    if enforce_iam and not found.enforces_iam:
        raise CfnproofError(
            f"{url} does not ask IAM, so nothing would be proven about permissions: start it with "
            "CFNPROOF_ENFORCE_IAM=1, as `cfnproof localstack start` does, or say --without-iam"
        )
    if found.enforces_iam and not enforce_iam:
        raise CfnproofError(
            f"{url} asks IAM, and --without-iam wants that it does not: leave that out, or start LocalStack anew with "
            "`cfnproof localstack start --without-iam`"
        )


def drop(url: str, account: str) -> None:
    """Forget what the plugin's services have of an account.

    Raises UnreachableError, and CfnproofError where it is refused.
    """
    response = _ask("DELETE", url, f"{_CONTROL}/{account}")
    if response.status not in _OK:
        said = response.data.decode(errors="replace")
        raise CfnproofError(f"{url} did not drop account {account}: status {response.status}, {said!r}")


def listener(url: str) -> str:
    """What answers at an endpoint, in words: for who wants its port."""
    try:
        return str(health(url))
    except UnreachableError:
        return "a program that does not speak HTTP"
    except NoPluginError:
        return _what_answers(url).removeprefix(f"{url} is ")


def _what_answers(url: str) -> str:
    version = _json(url, _LOCALSTACK).get("version")
    if isinstance(version, str):
        return f"{url} is LocalStack {version}"
    server = _ask("GET", url, "/").headers.get("Server")
    return f"{url} is no LocalStack but {server or 'another HTTP server'}"


def _json(url: str, path: str) -> Mapping[str, Any]:
    """The JSON object that answers, an empty one where something else does."""
    response = _ask("GET", url, path)
    try:
        found = json.loads(response.data)
    except ValueError:
        return {}
    return found if response.status in _OK and isinstance(found, dict) else {}


def _ask(method: str, url: str, path: str) -> urllib3.BaseHTTPResponse:
    try:
        with urllib3.PoolManager(timeout=_SECONDS, retries=False, headers={"Connection": "close"}) as pool:
            return pool.request(method, f"{url}{path}", redirect=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise UnreachableError(f"nothing answers at {url} as LocalStack does ({error}): start it: {WAYS}") from error
