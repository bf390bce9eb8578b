"""A request as it arrives: what of it is needed to know who signed it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

ALGORITHM: Final = "AWS4-HMAC-SHA256"
_TIME: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request says of its signature. `lifetime` are the seconds that a signed address is good for."""

    access_key: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str
    time: str
    token: str | None
    lifetime: int | None = None

    @property
    def made(self) -> datetime:
        """When the signature was made. Raises ValueError where the time has another form than AWS's."""
        return datetime.strptime(self.time, _TIME).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request on the wire. `headers` answers whatever the case of a name; `body` is what was sent."""

    method: str
    url: str
    headers: Mapping[str, Any]
    body: bytes

    @property
    def address(self) -> SplitResult:
        """The address in its parts."""
        return urlsplit(self.url)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values behind the question mark, decoded."""
        return parse_qsl(self.address.query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        value = self.headers.get(name, "")
        return value.decode() if isinstance(value, bytes) else str(value)

    @property
    def signer_and_region(self) -> tuple[str, str]:
        """The access key that signed the request, and the region that it is signed for; empty texts for none.

        Raises ValueError as `signed` does.
        """
        signed = self.signed()
        return (signed.access_key, signed.region) if signed else ("", "")

    def signed(self) -> Signed | None:
        """What is said of the signature, in a header or in the address; None for a request that is not signed.

        Raises ValueError where it is said in another form than AWS's.
        """
        text = self.header("Authorization")
        try:
            if text:
                return self._from_header(text)
            return self._from_address() if "X-Amz-Signature=" in self.url else None
        except KeyError as missing:
            raise ValueError(f"the signature has no {missing}") from None

    def _from_header(self, text: str) -> Signed:
        algorithm, _, rest = text.partition(" ")
        if algorithm != ALGORITHM:
            raise ValueError(f"the algorithm {algorithm!r} is not {ALGORITHM}")
        parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        access_key, date, region, service, _ = parts["Credential"].split("/")
        headers = tuple(parts["SignedHeaders"].split(";"))
        time, token = self.header("X-Amz-Date"), self.header("X-Amz-Security-Token") or None
        return Signed(access_key, date, region, service, headers, parts["Signature"], time, token)

    def _from_address(self) -> Signed:
        given = dict(self.query)
        access_key, date, region, service, _ = given["X-Amz-Credential"].split("/")
        return Signed(
            access_key,
            date,
            region,
            service,
            tuple(given["X-Amz-SignedHeaders"].split(";")),
            given["X-Amz-Signature"],
            given["X-Amz-Date"],
            given.get("X-Amz-Security-Token"),
            int(given["X-Amz-Expires"]),
        )
