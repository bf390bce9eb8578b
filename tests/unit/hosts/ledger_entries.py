"""Decisions for tests of what has a ledger."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from cfnproof.emulator.pipeline_action import PipelineAction
from cfnproof.hosts.access.ledger import Entry, Source
from cfnproof.iam.decision import Decision, Missing, Nearest, Outcome, PolicyType, Statement
from cfnproof.iam.request import Principal, PrincipalKind, Request, Values

_ACCOUNT: Final = "111122223333"
_ALLOW: Final = Statement(PolicyType.IDENTITY, "train", 2, "Read", "Allow")
_ALLOWED: Final = Decision(Outcome.ALLOWED, (_ALLOW,))
_DENIED: Final = Decision(
    Outcome.IMPLICIT_DENY,
    (),
    Missing(
        PolicyType.IDENTITY,
        "no identity-based policy allows the s3:GetObject action",
        Nearest(_ALLOW, "Resource", "asked for is the object b, and there is the object a"),
    ),
)


def entry(key: str, *, allowed: bool = True, context: Mapping[str, Values] | None = None) -> Entry:
    """A role's session reads an object in the course of a pipeline's action."""
    role = f"arn:aws:iam::{_ACCOUNT}:role/service/Train"
    who = Principal(PrincipalKind.SESSION, f"arn:aws:sts::{_ACCOUNT}:assumed-role/Train/run-1", _ACCOUNT, role)
    return Entry(
        datetime(2026, 3, 1, 12, 0, 0, 250_001, UTC),
        Request(who, "s3:GetObject", f"arn:aws:s3:::data/{key}", _ACCOUNT, context or {"aws:securetransport": "true"}),
        _ALLOWED if allowed else _DENIED,
        Source("s3", "GetObject", "r-1", PipelineAction("release", "e-1", "Build", "Train")),
    )
