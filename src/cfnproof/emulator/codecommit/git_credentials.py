"""What a git client shows at the door: a signature as user name and password, or those of IAM's Git credentials.

The AWS CLI's credential helper signs the host without its port, git-remote-codecommit with it:
https://github.com/aws/aws-cli/blob/v2/awscli/customizations/codecommit.py
https://github.com/aws/git-remote-codecommit/blob/master/git_remote_codecommit/__init__.py
https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-gc.html
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

_BASIC: Final = re.compile(r"basic\s+(\S+)\s*", re.IGNORECASE)
_SIGNATURE: Final = re.compile(r"([0-9]{8}T[0-9]{6})Z([0-9a-f]{64})")
_ACCESS_KEY: Final = re.compile(r"[0-9A-Za-z]{4,128}")
_TIME: Final = "%Y%m%dT%H%M%S"
_SCOPE: Final = "codecommit"
_HOST: Final = re.compile(r"(?:vpce-.+\.)?git-codecommit(?:-fips)?\.([^.]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?")


@dataclass(frozen=True, slots=True)
class GitSignature:
    """A signature: `token` is that of a session, `time` as it was written."""

    access_key: str
    token: str | None = field(repr=False)
    time: str
    signature: str = field(repr=False)

    @property
    def made(self) -> datetime:
        """When it was made. Raises ValueError where there is no such time."""
        return datetime.strptime(self.time, _TIME).replace(tzinfo=UTC)

    def is_right(self, secret: str, region: str, path: str, hosts: Iterable[str]) -> bool:
        """Whether a secret gives it for the path of a repository in a region, at one of the names of its host."""
        return any(hmac.compare_digest(self._signed(secret, region, path, host), self.signature) for host in hosts)

    def _signed(self, secret: str, region: str, path: str, host: str) -> str:
        date = self.time[:8]
        canonical = f"GIT\n{path}\n\nhost:{host}\n\nhost\n"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.time}\n{date}/{region}/{_SCOPE}/aws4_request\n{digest}"
        key = f"AWS4{secret}".encode()
        for part in (date, region, _SCOPE, "aws4_request", text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key.hex()


@dataclass(frozen=True, slots=True)
class GitPassword:
    """The user name and the password of a service-specific credential."""

    user_name: str
    password: str = field(repr=False)


def presented(authorization: str) -> GitSignature | GitPassword | None:
    """What an Authorization header has, None where it has nothing.

    Raises ValueError for another scheme, and for what is neither.
    """
    if not authorization:
        return None
    found = _BASIC.fullmatch(authorization)
    if found is None:
        raise ValueError("the Authorization header is not HTTP Basic")
    try:
        name, colon, password = base64.b64decode(found[1], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("the Authorization header is not HTTP Basic in base64 and UTF-8") from error
    if not colon:
        raise ValueError("the Authorization header has no password")
    signature = _SIGNATURE.fullmatch(password)
    if signature is None:
        return GitPassword(name, password) if name or password else None
    access_key, percent, token = name.partition("%")
    if not _ACCESS_KEY.fullmatch(access_key):
        raise ValueError("the user name is no access key id")
    return GitSignature(access_key, token if percent else None, signature[1], signature[2])


def names_of(host: str) -> tuple[str, ...]:
    """The names that a client may have signed for a host, as its header has it: with its port, and without."""
    return tuple(dict.fromkeys((host, host.partition(":")[0])))


def region_of(host: str) -> str | None:
    """The region that the address of CodeCommit's own hosts names, None for any other host.

    https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
    """
    found = _HOST.fullmatch(host.partition(":")[0])
    return found[1] if found else None
