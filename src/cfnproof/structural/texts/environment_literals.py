"""Account ids, regions, partitions and DNS suffixes that are written out in a text.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.texts.gaps import GAP
from cfnproof.structural.texts.regions import REGIONS

_UUID: Final = re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_ACCOUNT: Final = re.compile(r"(?<![0-9A-Za-z])(?<!\d\.)\d{12}(?![0-9A-Za-z])(?!\.\d)")
_REGION: Final = re.compile(
    rf"(?<![0-9A-Za-z])(?:{'|'.join(sorted(REGIONS, key=len, reverse=True))})(?=[a-z]?(?![0-9A-Za-z]))"
)
"""A region, or an availability zone of it, between characters that are no letter or digit."""

_PARTITION: Final = re.compile(r"(?<![0-9A-Za-z_])arn:aws(?:-[a-z-]+)?:")
_SUFFIX: Final = re.compile(r"amazonaws\.com(?:\.cn)?(?![\w.-]*\w)")
_LABELS: Final = re.compile(rf"[\w*{GAP}.-]*\Z")
_LONGEST_NAME: Final = 253  # characters of a host's name, by DNS
_HOST_LABELS: Final = re.compile(r"(?:s3|s3-.+|ecr|dkr)")
_PRINCIPALS: Final = frozenset(
    {"logging.s3."}
)  # what delivers S3's access logs: a service, though it looks like a host
_CONTEXT: Final = re.compile(r"[^\s\"'\\,]*")
_MAX_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Literal:
    """One thing found: what it is, its text and position, and what to write instead."""

    kind: str
    value: str
    position: int
    advice: str


def literals(text: str) -> Iterator[Literal]:
    """What `text` takes for granted about the account, region or partition that it is deployed in."""
    plain = _UUID.sub(lambda match: GAP * len(match[0]), text)
    for match in _ACCOUNT.finditer(plain):
        advice = "use ${AWS::AccountId}, a parameter, or a mapping by region"
        yield Literal("account id", match[0], match.start(), advice)
    for match in _REGION.finditer(plain):
        yield Literal("region", match[0], match.start(), "use ${AWS::Region}, a parameter, or a mapping by region")
    for match in _PARTITION.finditer(plain):
        yield Literal("partition", match[0], match.start(), "write arn:${AWS::Partition}:")
    for match in _SUFFIX.finditer(plain):
        if _is_host(match, plain):
            advice = "write ${AWS::URLSuffix}, the partition's DNS suffix"
            yield Literal("DNS suffix", match[0], match.start(), advice)


def around(text: str, position: int) -> str:
    """The word that holds `position`, with gaps shown as `${…}`, cut where it is long."""
    words = (match for match in _CONTEXT.finditer(text) if match.start() <= position < match.end())
    word = next((match[0] for match in words), "").replace(GAP, "${…}")
    return word if len(word) <= _MAX_SHOWN else f"{word[:_MAX_SHOWN]}…"


def _is_host(suffix: re.Match[str], text: str) -> bool:
    """Whether it ends a host's name; `states.amazonaws.com` alone names a service, in every partition."""
    before = text[max(0, suffix.start() - _LONGEST_NAME) : suffix.start()]
    labels = _LABELS.search(before)
    name = labels[0] if labels else ""
    if name in _PRINCIPALS:
        return False
    after = text[suffix.end() : suffix.end() + 2]
    if before.removesuffix(name).endswith("://") or after.startswith("/") or re.match(r":\d", after):
        return True
    return any(_HOST_LABELS.fullmatch(label) for label in name.split(".")[1:])
