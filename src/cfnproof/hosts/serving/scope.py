"""What a request is signed for, read leniently: whether the signature is right is decided later.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
"""

import re
from dataclasses import dataclass
from typing import Final

from cfnproof.hosts.serving.incoming import Incoming

_CREDENTIAL: Final = re.compile(r"Credential=([^/,\s]*)/\d{8}/([^/,\s]*)/([^/,\s]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Scope:
    """The access key that signed, the region, and the name by which the service signs."""

    access_key: str
    region: str
    service: str


def scope_of(incoming: Incoming) -> Scope | None:
    """The scope in the header or in the address, None where there is none of Signature Version 4."""
    found = _CREDENTIAL.search(incoming.headers.get("Authorization", ""))
    if found is None:
        given = dict(incoming.query).get("X-Amz-Credential", "")
        found = _CREDENTIAL.search(f"Credential={given}")
    return None if found is None else Scope(found[1], found[2], found[3].lower())


def header_of(incoming: Incoming) -> str:
    """The signature as a header says it, of a request that is signed in its address; empty for all others."""
    given = dict(incoming.query)
    if incoming.headers.get("Authorization") or "X-Amz-Credential" not in given:
        return ""
    names, signature = given.get("X-Amz-SignedHeaders", ""), given.get("X-Amz-Signature", "")
    credential = given["X-Amz-Credential"]
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
