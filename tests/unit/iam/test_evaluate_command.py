"""`cfnproof iam evaluate`: a line in, a line out."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.iam_command import evaluate

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
OBJECT = "arn:aws:s3:::data/a"
VERSION = "2012-10-17"
ALLOW: dict[str, Any] = {
    "Version": VERSION,
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
DENY = {"Version": VERSION, "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}


def _line(request: dict[str, Any] | None = None, **policies: Any) -> dict[str, Any]:  # noqa: ANN401  # any of JSON's values
    asked = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT, **(request or {})}
    return {"request": asked, "identityPolicies": [ALLOW], **policies}


def _answers(
    lines: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int = 0
) -> list[dict[str, Any]]:
    file = tmp_path / "requests.jsonl"
    texts = (each if isinstance(each, str) else json.dumps(each) for each in lines)
    file.write_bytes("\n".join(texts).encode("utf-8", "surrogateescape"))
    assert evaluate(file) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_has_its_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In order, blank lines passed over."""
    lines = [_line(), "", "  ", _line(permissionsBoundary=DENY), _line({"action": "s3:PutObject"})]
    allowed, denied, refused = _answers(lines, tmp_path, capsys)
    read = {"policy": "identityPolicies[0]", "index": 0, "sid": "Read", "effect": "Allow"}
    assert allowed == {"decision": "allowed", "statements": [read], "missing": None}
    assert denied["decision"] == "explicitDeny"
    assert denied["statements"] == [{"policy": "permissionsBoundary", "index": 0, "sid": "", "effect": "Deny"}]
    assert denied["missing"] == {
        "policyType": "permissions boundary",
        "because": "an explicit deny in a permissions boundary",
        "nearest": None,
    }
    assert refused["decision"] == "implicitDeny"
    assert refused["statements"] == []
    assert refused["missing"] == {
        "policyType": "identity-based policy",
        "because": "no identity-based policy allows the s3:PutObject action",
        "nearest": {
            **read,
            "element": "Action",
            "detail": "the request's action is s3:PutObject, the statement has s3:GetObject",
        },
    }


def test_the_names_of_policies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each by its member and position."""
    every = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    line = _line(
        identityPolicies=[ALLOW, DENY],
        permissionsBoundary=DENY,
        sessionPolicies=[ALLOW, json.dumps(DENY)],
        resourcePolicy={"Statement": every},
        serviceControlPolicies=[[ALLOW], [ALLOW, DENY]],
        resourceControlPolicies=[[{"Version": VERSION, "Statement": every}]],
    )
    (answer,) = _answers([line], tmp_path, capsys)
    assert [each["policy"] for each in answer["statements"]] == [
        "identityPolicies[1]",
        "permissionsBoundary",
        "sessionPolicies[1]",
        "serviceControlPolicies[1][1]",
        "resourcePolicy",
        "resourceControlPolicies[0][0]",
    ]


@pytest.mark.parametrize(
    ("context", "allowed"),
    [
        ({"AWS:SecureTransport": True}, True),
        ({"aws:securetransport": "true"}, True),
        ({"aws:SecureTransport": [True]}, True),
        ({"aws:SecureTransport": False}, False),
        ({}, False),
        (None, False),
    ],
)
def test_the_values_of_the_context(
    context: Any,  # noqa: ANN401  # any of JSON's values
    allowed: bool,  # noqa: FBT001  # the answer
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Text, numbers and Booleans, or lists of them, under keys in any letter case."""
    statement = {**ALLOW["Statement"][0], "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    line = _line({"context": context}, identityPolicies=[{"Statement": statement}])
    (answer,) = _answers([line], tmp_path, capsys)
    assert (answer["decision"] == "allowed") is allowed


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        ({}, True),
        ({"resourceAccount": ACCOUNT}, True),
        ({"resourceAccount": "444455556666"}, False),
        ({"resource": f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/x"}, True),
        ({"resource": "arn:aws:s3:eu-west-1:444455556666:accesspoint/x"}, False),
        ({"resource": "arn:aws:s3:::x", "principal": {"service": "sns.amazonaws.com"}}, False),
        ({"resource": "*"}, True),
        ({"resource": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, True),
    ],
)
def test_whose_a_resource_is(
    request_: dict[str, Any],
    allowed: bool,  # noqa: FBT001  # the answer
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As told, else as its ARN says, else the principal's."""
    (answer,) = _answers([_line(request_)], tmp_path, capsys)
    assert (answer["decision"] == "allowed") is allowed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "the line is no JSON"),
        ("[" * 100_000, "the line is no JSON"),
        ('{"request": NaN}', "NaN is no number"),
        ("\udcff", "the line is no UTF-8"),
        ("[]", "the line is no object"),
        ("{}", "the line has no member 'request'"),
        ('{"request": {}, "request": {}}', "an object has the member 'request' twice"),
        (_line(others=[]), "the line has an unknown member 'others'"),
        ({"request": _line()["request"]}, "the line has no member 'identityPolicies'"),
        (_line({"Action": "x"}), "request has an unknown member 'Action'"),
        ({"request": 1, "identityPolicies": []}, "request is no object"),
        ({"request": {"principal": USER}, "identityPolicies": []}, "request has no member 'action'"),
        (_line({"principal": "ann"}), "no principal 'ann'"),
        (_line({"principal": {"user": "ann"}}), "no principal"),
        (_line({"action": "GetObject"}), "request.action is no action"),
        (_line({"action": "s3:Get*"}), "request.action is no action"),
        (_line({"action": 1}), "request.action is no action"),
        (_line({"resource": ""}), "request.resource is no text"),
        (_line({"resource": None}), "request.resource is no text"),
        (_line({"resourceAccount": "1"}), "request.resourceAccount is no account id"),
        (_line({"resourceAccount": 111122223333}), "request.resourceAccount is no account id"),
        (_line({"context": []}), "request.context is no object"),
        (_line({"context": {"a": None}}), "request.context has no text, number or Boolean under 'a'"),
        (_line({"context": {"a": [[]]}}), "request.context has no text, number or Boolean under 'a'"),
        (_line({"context": {"a": "1", "A": "2"}}), "request.context has the key 'A' twice"),
        (_line(identityPolicies={}), "identityPolicies is no list of policies"),
        (_line(identityPolicies="x"), "identityPolicies is no list of policies"),
        (_line(identityPolicies=None), "identityPolicies is no list of policies"),
        (_line(resourceControlPolicies=[None]), "resourceControlPolicies[0] is no list of policies"),
        (_line(identityPolicies=[1]), "identityPolicies[0] is no policy but 1"),
        (_line(permissionsBoundary=[]), "permissionsBoundary is no policy but []"),
        (_line(serviceControlPolicies=[ALLOW]), "serviceControlPolicies[0] is no list of policies"),
        (_line(identityPolicies=[ALLOW, {}]), "identityPolicies[1]: Syntax errors in policy."),
        (
            _line(identityPolicies=[{"Statement": [*ALLOW["Statement"], {"Effect": "Allow", "Action": "s3:*"}]}]),
            "identityPolicies[0], statement 1: Policy statement must contain resources.",
        ),
        (_line(resourcePolicy=ALLOW), "resourcePolicy, statement 0: Missing required field Principal"),
    ],
)
def test_a_malformed_line(line: Any, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ANN401  # any of JSON's values
    """It has an answer of its own, and the others theirs."""
    before, answer, after = _answers([_line(), line, _line()], tmp_path, capsys, code=2)
    assert words in answer["error"]
    assert answer["line"] == 2
    assert before == after
    assert before["decision"] == "allowed"


@pytest.mark.parametrize(
    ("action", "resource", "principal", "statement", "decision"),
    [
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/x", USER, None, "implicitDeny"),
        (
            "sts:AssumeRole",
            f"arn:aws:iam::{ACCOUNT}:role/x",
            USER,
            {"Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole"},
            "allowed",
        ),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/x", USER, None, "implicitDeny"),
        ("kms:CreateKey", "*", USER, None, "allowed"),
        (
            "kms:Decrypt",
            f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/x",
            {"service": "sns.amazonaws.com"},
            {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "kms:*", "Resource": "*"},
            "allowed",
        ),
    ],
)
def test_trust_and_key_policies(  # noqa: PLR0913, PLR0917  # one line of the table
    action: str,
    resource: str,
    principal: Any,  # noqa: ANN401  # ARN or object
    statement: Any,  # noqa: ANN401  # any of JSON's values
    decision: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without one there is nothing that identity-based policies could add to."""
    everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    asked = {"principal": principal, "action": action, "resource": resource}
    policy = None if statement is None else {"Statement": statement}
    line = _line(asked, identityPolicies=[everything], resourcePolicy=policy)
    (answer,) = _answers([line], tmp_path, capsys)
    assert answer["decision"] == decision


def test_null_is_no_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no session policies are none at all, rather than some that allow nothing."""
    members = ("permissionsBoundary", "sessionPolicies", "resourcePolicy", "serviceControlPolicies")
    lines = [_line(**dict.fromkeys(members)), _line(sessionPolicies=[], serviceControlPolicies=[])]
    assert [each["decision"] for each in _answers(lines, tmp_path, capsys)] == ["allowed", "allowed"]
    (answer,) = _answers([_line(serviceControlPolicies=[[]])], tmp_path, capsys)
    assert answer["decision"] == "implicitDeny"


def test_standard_input_is_read_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer is out before the next line is in."""
    outs: list[str] = []

    class Lines(io.BytesIO):
        def __next__(self) -> bytes:
            outs.append(capsys.readouterr().out)
            return super().__next__()

    text = (json.dumps(_line()) + "\n").encode() * 2
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Lines(text)})())
    assert evaluate(None) == 0
    assert [len(out.splitlines()) for out in outs] == [0, 1, 1]


def test_without_standard_input_a_file_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be closed."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CfnproofError, match="standard input is closed"):
        evaluate(None)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """With its name and the system's reason."""
    with pytest.raises(CfnproofError, match=r"none\.jsonl: the requests cannot be read: No such file"):
        evaluate(tmp_path / "none.jsonl")
    with pytest.raises(CfnproofError, match="the requests cannot be read"):
        evaluate(tmp_path)
