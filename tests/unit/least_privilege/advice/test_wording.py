"""A statement is changed no more than it must be: what means the same stays as it is written."""

from pathlib import Path
from typing import Final

import pytest

from tests.unit.least_privilege.advice.fixing import GET, READ, SEND, fixed
from tests.unit.least_privilege.comparison.projects import working

ACCOUNT: Final = {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}


def statement(*lines: str) -> str:
    """A statement in lines."""
    return "- Sid: Data\n  Effect: Allow\n" + "".join(f"  {line}\n" for line in lines)


KEPT: Final = {
    "a partition": "Resource: 'arn:aws:s3:::data/*'",
    "a list of one": "Resource: ['arn:aws:s3:::data/*']",
    "a Join": "Resource: !Join ['', ['arn:aws:s3:::', 'data/*']]",
}


@pytest.mark.parametrize("resource", KEPT.values(), ids=list(KEPT))
def test_a_resource_in_other_words(resource: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stays."""
    text = working(statement("Action: [S3:getobject, s3:PutObject]", resource))
    made = fixed(tmp_path, text, {"Worker": [READ]}, capsys)
    assert (made.code, made.new) == (0, ["Action: [S3:getobject]"])


def test_a_list_that_shrinks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stays a list, with the comments of the items that stay."""
    text = working(
        statement(
            *("Action:", "  - s3:GetObject  # read", "  - s3:PutObject  # write"),
            *("Resource:", "  - 'arn:aws:s3:::data/*'  # the data", "  - 'arn:aws:s3:::other/*'  # no more"),
        )
    )
    made = fixed(tmp_path, text, {"Worker": [READ]}, capsys)
    assert (made.code, made.new) == (0, [])
    assert made.gone == ["- s3:PutObject  # write", "- 'arn:aws:s3:::other/*'  # no more"]


def test_a_list_that_gets_one_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The item comes behind those that stay."""
    text = working(statement("Action: [s3:GetObject]  # read", "Resource:", "  - 'arn:aws:s3:::data/*'"))
    put = {**READ, "actions": "s3:PutObject"}
    made = fixed(tmp_path, text, {"Worker": [READ, put]}, capsys)
    assert (made.code, made.new) == (0, ["Action: [s3:GetObject, s3:PutObject]  # read"])


def test_conditions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that means the same stays, in its own spelling; another value takes the old one's place."""
    text = working(
        statement(
            *("Action: s3:GetObject", "Resource: 'arn:aws:s3:::data/*'", "Condition:", "  StringEquals:"),
            *("    aws:resourceaccount: !Sub '${AWS::AccountId}'  # ours", "    s3:ExistingObjectTag/a: ['1', '2']"),
        )
    )
    wanted = {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}", "s3:ExistingObjectTag/a": "1"}}
    made = fixed(tmp_path, text, {"Worker": [{**READ, "conditions": wanted}]}, capsys)
    assert (made.code, made.new, len(made.gone)) == (0, ["s3:ExistingObjectTag/a: '1'"], 1)


def test_a_condition_that_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is added below the others."""
    text = working(statement("Action: s3:GetObject", "Resource: 'arn:aws:s3:::data/*'  # the data"))
    made = fixed(tmp_path, text, {"Worker": [{**READ, "conditions": ACCOUNT}]}, capsys)
    assert (made.code, made.gone) == (0, [])
    assert made.new == ["Condition:", "StringEquals:", "aws:ResourceAccount: !Ref AWS::AccountId"]


def test_not_action(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The elements beside it stay, with their comments."""
    text = working(statement("NotAction: 'iam:*'", "Resource: 'arn:aws:s3:::data/*'  # the data"))
    made = fixed(tmp_path, text, {"Worker": [READ]}, capsys)
    assert (made.code, made.gone, made.new) == (0, ["NotAction: 'iam:*'"], ["Action: s3:GetObject"])


def test_a_single_statement_that_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By what the role lacks; a statement beside which more is needed becomes the first of a list."""
    text = working(GET[1:-1].replace(", ", "\n"))
    made = fixed(tmp_path / "replaced", text, {"Worker": [SEND]}, capsys)
    assert (made.code, "s3:" in made.after, made.after.count("Sid:")) == (0, False, 1)
    made = fixed(tmp_path / "listed", text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.after.count("- Sid:")) == (0, 2)


def test_a_deny_is_never_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it names an action that does not exist."""
    deny = "{Sid: No, Effect: Deny, Action: [s3:GetObjekt, s3:DeleteObject], Resource: '*'}"
    made = fixed(tmp_path, working(f"- {GET}\n- {deny}"), {"Worker": [READ]}, capsys)
    assert (made.code, made.after) == (1, made.before)
