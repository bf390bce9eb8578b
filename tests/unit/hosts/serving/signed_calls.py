"""Sends calls to a served account, signed by its administrator or wrongly, and says what may be answered."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.etree import ElementTree as ET

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import strategies as st

from cfnproof.emulator.shapes import service_model
from tests.unit.hosts.serving.client import REGION, Served
from tests.unit.hosts.serving.generated_calls import Call
from tests.unit.hosts.serving.generated_members import Draw

_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_NOT_THERE: Final = re.compile(rb"NotImplemented(Exception)?\b")


@dataclass(frozen=True, slots=True)
class Signature:
    """How a call is signed: `spoiled` is put into the place of a part of the header, `length` of Content-Length."""

    service: str = ""
    region: str = REGION
    secret: str = ""
    spoiled: tuple[str, str] = ("", "")
    length: str = ""
    none: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a call of a method."""

    method: str
    status: int
    head: bytes
    body: bytes

    @property
    def is_fair(self) -> bool:
        """Whether a client's request may be answered so, and the answer can be read.

        501 is for what is declared as not emulated: its code says so, but to HEAD, which gets no body. Nothing else
        that blames the server is fair.
        """
        said = self.method == "HEAD" or _NOT_THERE.search(self.head + self.body) is not None
        declared = self.status == 501 and said
        return (self.status < 500 or declared) and (self.status < 400 or self._is_readable())

    def _is_readable(self) -> bool:
        try:
            if self.body.startswith(b"<"):
                ET.fromstring(self.body)  # noqa: S314  # our own server's
            elif self.body.startswith(b"{"):
                json.loads(self.body)
        except (ET.ParseError, ValueError):
            return False
        return True


RIGHT: Final = Signature()
WRONG: Final = st.sampled_from(
    (
        Signature(none=True),
        Signature(secret="wrong"),  # noqa: S106  # none
        Signature(region="mars-1"),
        Signature(region="eu-west-1"),
        *(Signature(service=name) for name in ("s3", "iam", "kms", "lambda", "ec2", "nobody", "execute-api")),
        *(Signature(spoiled=("Credential=", text)) for text in ("", "Credential=/", "Credential=//////", "\xff")),
        *(Signature(spoiled=("SignedHeaders=", text)) for text in ("", "SignedHeaders=;;", "SignedHeaders=nothing;")),
        *(Signature(spoiled=("AWS4-HMAC-SHA256", text)) for text in ("AWS", "AWS4-ECDSA-P256-SHA256", "Basic", "")),
        Signature(spoiled=("aws4_request", "aws5_request")),
        *(Signature(length=text) for text in ("0", "-1", "1", "99999999", "x", "\u00b2", "", "1, 1")),
    )
)


@st.composite
def signatures(draw: Draw) -> Signature:
    """Mostly right ones."""
    return RIGHT if draw(st.integers(0, 5)) else draw(WRONG)


def send(served: Served, call: Call, signature: Signature = RIGHT) -> Answer:
    """What answers a call that is signed."""
    return unsigned(served, replace(call, headers=_signed(served, call, signature)))


def unsigned(served: Served, call: Call) -> Answer:
    """What answers a call as it is, status 0 where the server hangs up."""
    given = {"Host": f"127.0.0.1:{served.port}", "Content-Length": str(len(call.body)), **call.headers}
    lines = [f"{call.method} {call.target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    raw = served.send("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1", "replace") + call.body)
    head, _, body = raw.removeprefix(_GO_ON).partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", head)
    return Answer(call.method, int(found[1]) if found else 0, head, body)


def _signed(served: Served, call: Call, signature: Signature) -> Mapping[str, str]:
    given = {"Host": f"127.0.0.1:{served.port}", **call.headers}
    request = AWSRequest(call.method, f"{served.url}{call.target}", headers=given, data=call.body)
    name = signature.service or service_model(call.service).signing_name
    credentials = ReadOnlyCredentials(served.key.access_key, signature.secret or served.key.secret, None)
    if not signature.none:
        (S3SigV4Auth if name == "s3" else SigV4Auth)(credentials, name, signature.region).add_auth(request)
    old, new = signature.spoiled
    found = dict(request.headers.items())
    if old and "Authorization" in found:
        found["Authorization"] = str(found["Authorization"]).replace(old, new)
    return {**found, "Content-Length": signature.length or str(len(call.body))}
