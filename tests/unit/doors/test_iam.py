"""`cfnproof iam evaluate` and `cfnproof iam ledger` from the command line."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doors.test_check import Here, caller

USER = "arn:aws:iam::111122223333:user/ann"
ROLE = "arn:aws:iam::111122223333:role/app-Role-1"
ALLOW = {"Statement": {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
ASKED = {"principal": USER, "action": "s3:GetObject", "resource": "arn:aws:s3:::data/a"}
ADVICE = "give a file that cfnproof run --ledger wrote"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "iam")


def jsonl(*lines: Any) -> str:  # noqa: ANN401  # any of JSON's values
    """JSON Lines."""
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def test_requests_of_a_file(here: Here, tmp_path: Path) -> None:
    """A decision a line; exit code 0 whatever the decisions, 2 where a line could not be evaluated."""
    allowed = {"request": ASKED, "identityPolicies": [ALLOW]}
    denied = {"request": ASKED | {"action": "s3:PutObject"}, "identityPolicies": [ALLOW]}
    (tmp_path / "requests.jsonl").write_text(jsonl(allowed, denied), encoding="utf-8")
    code, shown, error = here("evaluate", "requests.jsonl")
    assert (code, error) == (0, "")
    assert [json.loads(line)["decision"] for line in shown.splitlines()] == ["allowed", "implicitDeny"]
    (tmp_path / "requests.jsonl").write_text(jsonl(allowed, {"request": ASKED}, denied), encoding="utf-8")
    code, shown, error = here("evaluate", "requests.jsonl")
    assert (code, error) == (2, "")
    first, wrong, last = map(json.loads, shown.splitlines())
    assert (first["decision"], wrong["line"], last["decision"]) == ("allowed", 2, "implicitDeny")
    assert "identityPolicies" in wrong["error"]


def test_requests_of_standard_input(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file is named."""
    text = jsonl({"request": ASKED, "identityPolicies": [ALLOW]})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, shown, _ = here("evaluate")
    assert (code, json.loads(shown)["decision"]) == (0, "allowed")


def decision(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    """A line of a ledger."""
    statement = {"policyType": "identity-based policy", "policy": "own", "index": 1, "sid": "", "effect": "Allow"}
    return {
        "time": "2026-03-01T12:00:00.000+00:00",
        "principal": "arn:aws:sts::111122223333:assumed-role/app-Role-1/one",
        "role": ROLE,
        "session": "one",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::data/a",
        "context": {},
        "decision": "allowed",
        "because": None,
        "statements": [statement | {"stack": "app", "logicalId": "Role", "line": 12}],
        "call": {"service": "s3", "operation": "GetObject", "requestId": "r"},
        "pipelineAction": {
            "pipelineName": "release",
            "pipelineExecutionId": "e",
            "stageName": "Build",
            "actionName": "Train",
        },
    } | members


def test_a_ledger(here: Here, tmp_path: Path) -> None:
    """A table for each role, whatever the session, and for whoever else asked; equal requests are counted."""
    refused = decision(
        action="s3:PutObject", decision="implicitDeny", because="no identity-based policy allows it", statements=[]
    )
    user = decision(principal=USER, role=None, session=None, pipelineAction=None, statements=[])
    (tmp_path / "ledger.jsonl").write_text(jsonl(decision(), decision(session="two"), refused, user), encoding="utf-8")
    code, shown, error = here("ledger", "ledger.jsonl")
    assert (code, error) == (0, "")
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.splitlines() if "│ s3:" in line]
    assert cells == [
        ["s3:GetObject", "arn:aws:s3:::data/a", "2", "", "own: statement 2 (app Role, line 12)", "Build/Train"],
        ["s3:PutObject", "arn:aws:s3:::data/a", "", "1", "no identity-based policy allows it", "Build/Train"],
        ["s3:GetObject", "arn:aws:s3:::data/a", "1", "", "(no policy statement)", ""],
    ]
    assert [line.strip() for line in shown.splitlines() if line.startswith("arn:")] == [ROLE, USER]
    assert shown.splitlines()[-1] == "4 decisions for 2 principals, 1 denied"


def test_an_empty_ledger(here: Here, tmp_path: Path) -> None:
    """Has no tables; blank lines are none."""
    (tmp_path / "ledger.jsonl").write_text("\ufeff\n\n", encoding="utf-8")  # some editors put a mark first
    assert here("ledger", "ledger.jsonl") == (0, "0 decisions for 0 principals, 0 denied\n", "")


MALFORMED: dict[str, tuple[Callable[[], str], str]] = {
    "no JSON": (lambda: jsonl(decision()) + "{", "ledger.jsonl:2: is no JSON: "),
    "a list": (lambda: jsonl([]), "ledger.jsonl:1: is no decision of a ledger, it lacks principal, role, "),
    "another object": (lambda: jsonl({"action": "s3:GetObject"}), "it lacks principal, role, resource, "),
    "text for a list": (lambda: jsonl(decision(statements="none")), "it lacks statements, or has"),
    "a number for a role": (lambda: jsonl(decision(role=1)), "it lacks role, or has"),
    "statements without a policy": (lambda: jsonl(decision(statements=[{"index": 0, "sid": ""}])), "statements.policy"),
    "statements that are text": (lambda: jsonl(decision(statements=["none"])), "lacks statements.policy, statements.i"),
    "a line without a stack": (
        lambda: jsonl(decision(statements=[{"policy": "own", "index": 0, "sid": "", "line": 1}])),
        "it lacks statements.stack, statements.logicalId, or has",
    ),
    "an action without a name": (
        lambda: jsonl(decision(pipelineAction={"stageName": "A"})),
        "pipelineAction.actionName",
    ),
    "too deep": (lambda: "[" * 100_000 + "]" * 100_000, "ledger.jsonl:1: is no JSON: "),
}


@pytest.mark.parametrize(("text", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_ledger(here: Here, tmp_path: Path, text: Callable[[], str], words: str) -> None:
    """Exit code 2 with the line, and nothing shown of what is before it."""
    (tmp_path / "ledger.jsonl").write_text(text(), encoding="utf-8")
    code, shown, error = here("ledger", "ledger.jsonl")
    assert (code, shown) == (2, "")
    assert error.startswith("cfnproof: error: ledger.jsonl:")
    assert words in error
    assert ADVICE in error or "is no JSON" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["evaluate", "ledger"])
def test_a_file_that_cannot_be_read(here: Here, command: str) -> None:
    """Exit code 2."""
    code, shown, error = here(command, "gone.jsonl")
    assert (code, shown) == (2, "")
    assert "gone.jsonl: " in error
    assert "No such file" in error


def test_a_ledger_in_another_encoding(here: Here, tmp_path: Path) -> None:
    """Is refused with the advice."""
    (tmp_path / "ledger.jsonl").write_bytes(b"\xff\xfe")
    code, _, error = here("ledger", "ledger.jsonl")
    assert (code, error) == (2, f"cfnproof: error: ledger.jsonl: the ledger is no UTF-8: {ADVICE}\n")


@pytest.mark.parametrize("arguments", [(), ("ledger",), ("explain",)])
def test_a_command_that_is_not_whole(here: Here, arguments: tuple[str, ...]) -> None:
    """Is a usage error."""
    code, shown, error = here(*arguments)
    assert (code, shown) == (2, "")
    assert error.startswith("usage: cfnproof iam")
