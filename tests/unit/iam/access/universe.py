"""A small universe of requests, rich enough that whatever the random policies tell apart is told apart in it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Any, Final

from cfnproof.iam.context import complete
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Principal, PrincipalKind, Request, Values

Json = Any  # a JSON value
OWN: Final = "111122223333"
OTHER: Final = "444455556666"
THIRD: Final = "777788889999"
_OBJECTS: Final = (
    "arn:aws:s3:::a/a",
    "arn:aws:s3:::a/b",
    "arn:aws:s3:::a/b/b",
    "arn:aws:s3:::a/b/c",
    "arn:aws:s3:::ab/a",
    "arn:aws:s3:::ab/b",
    "arn:aws:s3:::b/b",
    "arn:aws:s3:::b/c",
    "arn:aws:s3:::bc/a",
    "arn:aws:s3:::bc/b",
    "arn:aws:s3:::c/a",
    "arn:aws:s3:::c/b",
    "arn:aws:s3:::cc/a",
    "arn:aws-cn:s3:::a/b",
    "arn:aws:s3:us-east-1:111122223333:accesspoint/a/object/b",
    "*",
)
_BUCKETS: Final = (
    "arn:aws:s3:::a",
    "arn:aws:s3:::ab",
    "arn:aws:s3:::b",
    "arn:aws:s3:::bc",
    "arn:aws:s3:::c",
    "arn:aws-cn:s3:::a",
)
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "s3:GetObject": _OBJECTS,
    "s3:PutObject": _OBJECTS,
    "s3:GetBucketVersioning": _BUCKETS,
    "s3:ListAllMyBuckets": ("*", "arn:aws:s3:::*", "arn:aws-cn:s3:::*"),
}
"""The resources that each action can be asked on."""

_GRANTED: Final = {
    "s3:GetObject": ("arn:aws:s3:::a/a", "arn:aws:s3:::a/b", "arn:aws:s3:::ab/a", "*"),
    "s3:GetBucketVersioning": ("arn:aws:s3:::a", "arn:aws:s3:::ab", "arn:aws-cn:s3:::a"),
}
"""Fewer, where there are principals."""

_TEXTS: Final = ("", "red", "Red", "RED", "bed", "rx", "blue", "Blue", "zz")
_TOKENS: Final = ("cmVk", "YQ==", "none", "")
VALUES: Final[Mapping[str, tuple[Values | None, ...]]] = {
    "aws:principaltag/team": (None, *_TEXTS),
    "aws:tagkeys": (None, *_TEXTS, *(found for size in range(4) for found in combinations(_TEXTS, size))),
    "s3:max-keys": (None, "9", "10", "10.0", "15", "20", "25", "many", ""),
    "aws:currenttime": (
        *(None, "2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z", "2024-05-15T00:00:00Z"),
        *("2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z", "later", ""),
    ),
    "aws:sourceip": (None, "192.0.2.1", "192.0.2.7", "192.0.3.1", "198.51.100.1", "2001:db8::1", "::1", "here", ""),
    "aws:securetransport": (None, "true", "false", "TRUE", "maybe", ""),
    "aws:sourcearn": (
        *(None, "", "arn:aws:s3:::a", "arn:aws:s3:::ab", "arn:aws:sns:us-east-1:111122223333:a"),
        *("arn:aws:sns:us-east-1:444455556666:a", "arn:aws:sns:us-east-1:444455556666:a:b", "arn:aws:s3", "zz"),
        *("arn:aws:sns:us-east-1:111122223333:b", "arn:aws:sqs:us-east-1:444455556666:b", "arn:aws:sqs:::x"),
    ),
    "app:token": (None, *_TOKENS, *(found for size in range(3) for found in combinations(_TOKENS, size))),
    "aws:username": (None, "", "ana", "b", "a", "zz"),
    "aws:sourceaccount": (None, OWN, OTHER, THIRD, ""),
}
"""The values of context keys, None for absent."""

NAMED: Final = (
    f"arn:aws:iam::{OWN}:user/ana",
    f"arn:aws:iam::{OWN}:role/a",
    f"arn:aws:sts::{OWN}:assumed-role/a/run",
    f"arn:aws:iam::{OTHER}:role/path/b",
)
SERVICES: Final = ("logs.amazonaws.com", "sns.amazonaws.com")
_FURTHER: Final = ("123456789012", "555566663333", "199999993333")
"""Accounts that patterns match, or end like one that is named."""

_USERS: Final[tuple[Json, ...]] = (
    *(f"arn:aws:iam::{OWN}:user/{name}" for name in ("ana", "zz", "path/ana")),
    *(f"arn:aws:iam::{account}:user/{name}" for account in (OTHER, THIRD) for name in ("ana", "zz", "path/zz")),
    *(f"arn:aws:iam::{account}:root" for account in (OWN, OTHER, THIRD)),
    *(f"arn:aws:sts::{account}:federated-user/zz" for account in (OWN, OTHER, THIRD)),
    *(f"arn:aws:iam::{account}:user/{name}" for account in _FURTHER for name in ("zz", "path/zz")),
    *({"service": name} for name in (*SERVICES, "config.amazonaws.com")),
    *({"federated": name} for name in ("accounts.google.com", "example.com")),
    "*",
)
_SESSIONS: Final = (
    *((OWN, "a", name) for name in ("run", "zz")),
    *((account, name, "zz") for account in (OWN, OTHER, THIRD) for name in ("zz", "path/zz", "path/b")),
    *((account, "a", "zz") for account in (OTHER, THIRD)),
    *((account, name, "zz") for account in _FURTHER for name in ("zz", "path/zz")),
)


def _session(account: str, role: str, name: str) -> Principal:
    arn = f"arn:aws:sts::{account}:assumed-role/{role.rsplit('/', 1)[-1]}/{name}"
    return Principal(PrincipalKind.SESSION, arn, account, f"arn:aws:iam::{account}:role/{role}")


PRINCIPALS: Final = (*(parse_principal(each) for each in _USERS), *(_session(*each) for each in _SESSIONS))
_PROVIDER: Final = {"aws:federatedprovider": "accounts.google.com"}
_CALLERS: Final = (
    *((principal, {}) for principal in PRINCIPALS),
    *((principal, _PROVIDER) for principal in PRINCIPALS if principal.kind is PrincipalKind.SESSION),
)
"""Each with what its context has besides: a role's session may come from an identity provider."""

_USER: Final = parse_principal(f"arn:aws:iam::{OWN}:user/a")
_ROLE: Final = f"arn:aws:iam::{THIRD}:role/target"


def contexts(keys: Iterable[str]) -> Iterator[Mapping[str, Values]]:
    """All combinations of the keys' values."""
    listed = sorted(keys)
    for chosen in product(*(VALUES[key] for key in listed)):
        yield {key: value for key, value in zip(listed, chosen, strict=True) if value is not None}


def identity_requests(keys: Iterable[str]) -> Iterator[Request]:
    """Whoever asks has the policies."""
    listed = tuple(contexts(keys))
    for action, resources in ASKED.items():
        for resource in resources:
            for context in listed:
                yield Request(_USER, action, resource, OWN, context)


def resource_requests(keys: Iterable[str], *, trust: bool) -> Iterator[Request]:
    """Everybody asks, from outside of the resource's account, whose own policy therefore has to allow."""
    listed = tuple(contexts(keys))
    asked = {"sts:AssumeRole": (_ROLE,), "sts:TagSession": (_ROLE,)} if trust else _GRANTED
    for principal, further in _CALLERS:
        for action, resources in asked.items():
            for resource in resources:
                for context in listed:
                    yield complete(Request(principal, action, resource, "700000000000", {**further, **context}))
