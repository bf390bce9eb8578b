"""What the ledger keeps of a decision, and what it keeps to itself."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from cfnproof.emulator.pipeline_action import PipelineAction
from cfnproof.hosts.access.ledger import MASK, Entry, Ledger, Line, Source, lines, masked, told
from cfnproof.iam.decision import Decision, Missing, Nearest, Outcome, PolicyType, Statement
from cfnproof.iam.request import Principal, PrincipalKind, Request

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/Train"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Train/run-1"
ALLOW = Statement(PolicyType.IDENTITY, "train", 2, "Read", "Allow")
TIME = datetime(2026, 3, 1, 12, 0, 0, 250_000, UTC)


def entry(
    decision: Decision,
    principal: Principal | None = None,
    pipeline_action: PipelineAction | None = None,
    context: Mapping[str, str] | None = None,
) -> Entry:
    """A decision on reading an object, for a role's session where nobody else is given."""
    who = principal or Principal(PrincipalKind.SESSION, SESSION, ACCOUNT, ROLE)
    request = Request(who, "s3:GetObject", "arn:aws:s3:::data/a", ACCOUNT, context or {})
    return Entry(TIME, request, decision, Source("s3", "GetObject", "r-1", pipeline_action))


ALLOWED = entry(Decision(Outcome.ALLOWED, (ALLOW,)))
DENIED = entry(Decision(Outcome.IMPLICIT_DENY, (), Missing(PolicyType.IDENTITY, "no identity-based policy allows it")))


def test_the_members_of_an_allowed_request() -> None:
    """With the line of the statement, where a template has it, and the action in whose course it happened."""
    running = PipelineAction("release", "e-1", "Build", "Train")
    one = entry(Decision(Outcome.ALLOWED, (ALLOW,)), pipeline_action=running, context={"aws:securetransport": "true"})
    assert one.as_json(lambda _entry, _statement: Line("app", "Role", 7)) == {
        "time": "2026-03-01T12:00:00.250+00:00",
        "principal": SESSION,
        "role": ROLE,
        "session": "run-1",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::data/a",
        "context": {"aws:securetransport": "true"},
        "decision": "allowed",
        "because": None,
        "statements": [
            {
                "policyType": "identity-based policy",
                "policy": "train",
                "index": 2,
                "sid": "Read",
                "effect": "Allow",
                "stack": "app",
                "logicalId": "Role",
                "line": 7,
            }
        ],
        "call": {"service": "s3", "operation": "GetObject", "requestId": "r-1"},
        "pipelineAction": {
            "pipelineName": "release",
            "pipelineExecutionId": "e-1",
            "stageName": "Build",
            "actionName": "Train",
        },
    }


def test_the_members_of_a_denied_request_of_a_user() -> None:
    """Neither role nor session, no line and no pipeline."""
    user = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/ann", ACCOUNT)
    found = entry(DENIED.decision, user).as_json(lambda _entry, _statement: None)
    assert (found["role"], found["session"], found["pipelineAction"]) == (None, None, None)
    assert (found["decision"], found["because"]) == ("implicitDeny", "no identity-based policy allows it")
    assert found["statements"] == []


def test_a_statement_that_no_template_has() -> None:
    """Has no place, whether it was looked for or not."""
    for found in (ALLOWED.as_json(), ALLOWED.as_json(lambda _entry, _statement: None)):
        assert found["statements"][0].keys() == {"policyType", "policy", "index", "sid", "effect"}


def test_a_line_for_each_decision() -> None:
    """Each line is an object of its own."""
    written = "".join(lines((ALLOWED, DENIED)))
    assert written.endswith("}\n")
    assert [json.loads(line)["decision"] for line in written.splitlines()] == ["allowed", "implicitDeny"]


def test_a_ledger_is_read_while_it_grows() -> None:
    """What was read stays as it was."""
    ledger = Ledger()
    ledger.add(ALLOWED)
    before = ledger.entries()
    ledger.add(DENIED)
    assert (before, ledger.entries(), ledger.denials()) == ((ALLOWED,), (ALLOWED, DENIED), (DENIED,))
    ledger.clear()
    assert ledger.entries() == ()


def test_a_ledger_that_is_bounded_lets_go_the_oldest() -> None:
    """And tells how many; it begins anew where it is cleared."""
    ledger = Ledger(20)
    for _ in range(20):
        ledger.add(ALLOWED)
    assert (ledger.since(0).first, ledger.since(0).lost, len(ledger.entries())) == (0, 0, 20)
    ledger.add(DENIED)
    page = ledger.since(0)
    assert (page.first, page.lost, len(page.entries), page.entries[-1]) == (2, 2, 19, DENIED)
    assert ledger.since(20).entries == (DENIED,)
    ledger.clear()
    assert (ledger.since(0).first, ledger.since(0).lost) == (21, 0)


SECRETS = (
    "sts:externalid",
    "aws:requesttag/dbpassword",
    "lambda:eventsourcetoken",
    "kms:encryptioncontext:securitytoken",
)


@pytest.mark.parametrize("key", SECRETS)
def test_secrets_are_masked(key: str) -> None:
    """By the names of keys; several values are masked as one."""
    assert masked({key: "s3cr3t"}) == {key: MASK}
    assert masked({key: ("s3cr3t", "other")}) == {key: MASK}
    assert "s3cr3t" not in "".join(lines([entry(ALLOWED.decision, context={key: "s3cr3t"})]))


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("aws:tagkeys", ("Project", "Stage"), ["Project", "Stage"]),
        ("aws:tagkeys", (), []),
        ("aws:tokenissuetime", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        ("kms:viaservice", "s3.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"),
        ("secretsmanager:versionstage", "AWSCURRENT", "AWSCURRENT"),
        ("kms:encryptioncontext:secretarn", "arn:aws:secretsmanager:::secret:a", "arn:aws:secretsmanager:::secret:a"),
    ],
)
def test_what_is_no_secret_is_shown(key: str, value: str | tuple[str, ...], shown: Any) -> None:  # noqa: ANN401  # text or a list
    """Several values as a list."""
    assert masked({key: value}) == {key: shown}


@pytest.mark.parametrize(
    ("element", "detail", "shown"),
    [
        ("Resource", "the request's resource is arn:aws:s3:::tokens/a, the statement has b", True),
        ("Condition", "StringEquals wants aws:RequestedRegion to be eu-west-1, the request has us-east-1", True),
        ("Condition", "DateGreaterThan wants aws:TokenIssueTime to be 2027, the request has 2026", True),
        ("Condition", "StringEquals wants kms:ViaService to be secretsmanager.us-east-1.amazonaws.com", True),
        ("Condition", "StringEquals wants sts:ExternalId to be s3cr3t, the request has guess", False),
    ],
)
def test_what_of_the_nearest_statement_may_be_told(element: str, detail: str, *, shown: bool) -> None:
    """Of a condition on a secret neither the value of the request nor that of the statement."""
    said = told(Nearest(ALLOW, element, detail))
    assert (said == detail) == shown
    assert "s3cr3t" not in said
    assert "guess" not in said
