"""Statements and policies in a call of `Fn::If`, and places where a policy is not yet."""

from pathlib import Path
from typing import Final

import pytest

from tests.unit.least_privilege.advice.fixing import GET, HEAD, NONE, READ, SEND, USELESS, WRITE, fixed
from tests.unit.least_privilege.comparison.projects import working

POLICY: Final = "{PolicyName: own, PolicyDocument: {Statement: [%s]}}"


def test_what_lacks_beside_a_fork(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list of statements gets it, and the fork keeps its three arguments."""
    text = working(f"- Fn::If:\n    - IsA\n    - {GET}\n    - {GET}", head=HEAD)
    made = fixed(tmp_path, text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.left) == (0, [])
    assert made.after.startswith(text)
    assert made.new[0] == "- Sid: Worker1"


def test_what_lacks_beside_forked_policies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list of policies gets a new one; where the fork stands in place of the list, it is said that it cannot be."""
    fork = f"!If [IsA, {POLICY % GET}, {POLICY % GET}]"
    text = working(None, head=HEAD, more=f"Policies:\n  - {fork}\n")
    made = fixed(tmp_path / "one", text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.left) == (0, [])
    assert made.after.startswith(text)
    assert made.new[0] == "- PolicyName: needed"
    text = working(None, head=HEAD, more=f"Policies: !If [IsA, [{POLICY % GET}], [{POLICY % GET}]]\n")
    made = fixed(tmp_path / "all", text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.after) == (1, text)
    assert (
        made.left[0] == "role 'Worker': what it lacks has no place, since its Policies come from Fn::If: write a list"
    )


def test_a_policy_that_one_form_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What lacks in the other form is not added to it, nor are its words changed."""
    policy = POLICY % GET.replace("s3:GetObject", "'s3:GetObject'")
    text = working(None, head=HEAD, more=f"Policies: !If [IsA, [{policy}], !Ref 'AWS::NoValue']\n")
    made = fixed(tmp_path, text, {"Worker": [READ]}, capsys)
    assert (made.code, made.after) == (1, text)


FORKS: Final = {
    "one branch": (f"!If [IsA, {USELESS}, {GET}]", f"!If [IsA, !Ref AWS::NoValue, {GET}]"),
    "the other": (f"!If [IsA, {GET}, {USELESS}]", f"!If [IsA, {GET}, !Ref AWS::NoValue]"),
}


@pytest.mark.parametrize(("before", "after"), FORKS.values(), ids=list(FORKS))
def test_a_useless_statement_in_a_branch(
    before: str, after: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`AWS::NoValue` takes its place."""
    made = fixed(tmp_path, working(f"- {GET}\n- {before}", head=HEAD), {"Worker": [READ]}, capsys)
    assert (made.code, made.left) == (0, [])
    assert made.new == [f"- {after}"]


@pytest.mark.parametrize("fork", [f"!If [IsA, {USELESS}, !Ref 'AWS::NoValue']", f"!If [IsA, {USELESS}, {USELESS}]"])
def test_a_fork_of_which_nothing_is_needed(fork: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Goes."""
    made = fixed(tmp_path, working(f"- {GET}\n- {fork}", head=HEAD), {"Worker": [READ]}, capsys)
    assert (made.code, made.left, made.after) == (0, [], working(f"- {GET}", head=HEAD))


@pytest.mark.parametrize(
    "statements",
    [
        f"- !If [IsA, {USELESS}, {GET}]",
        f"- !If [IsA, {USELESS}, !Ref 'AWS::NoValue']\n- !If [IsA, !Ref 'AWS::NoValue', {GET}]",
    ],
)
def test_the_only_statement_of_a_form(statements: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stays where the policy does, as CloudFormation creates none without a statement."""
    made = fixed(tmp_path, working(statements, head=HEAD), {"Worker": [{**READ, "possible": "it may"}]}, capsys)
    assert (made.code, made.after) == (1, made.before)
    assert made.left[0] == (
        "statement 'Useless' of policy 'own': its policy has no other in some forms: take the policy away there by hand"
    )


def test_what_a_condition_creates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is not named in a statement that is there without it."""
    bucket = "  Data: {Type: AWS::S3::Bucket, Condition: IsA}\n"
    text = working("- {Sid: Data, Effect: Allow, Action: 's3:Get*', Resource: '*'}", head=HEAD, resources=bucket)
    made = fixed(tmp_path, text, {"Worker": [{**READ, "resources": "${Data.Arn}/*"}]}, capsys)
    assert (made.code, made.after) == (1, text)
    assert "statement 'Data' of policy 'own': the template has no expression" in made.left[0]


def test_a_document_within_a_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`Fn::ToJsonString` holds a list of statements like any other."""
    document = f"PolicyDocument:\n      Fn::ToJsonString:\n        Statement:\n          - {GET}\n"
    text = working(None, more=f"Policies:\n  - PolicyName: own\n    {document}")
    made = fixed(tmp_path, text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.new[0], "needed" in made.after) == (0, "- Sid: Worker1", False)


def test_forked_policies_of_which_nothing_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They go, with the property where none is left."""
    useless = f"Policies:\n  - !If [IsA, {POLICY % USELESS}, !Ref 'AWS::NoValue']\n"
    made = fixed(tmp_path / "last", working(None, head=HEAD, more=useless), {"Worker": [NONE]}, capsys)
    assert (made.code, made.left, made.after) == (0, [], working(None, head=HEAD))
    first = working(None, head=HEAD, more=f"Policies:\n  - {POLICY % GET}\n")
    second = first + f"        - !If [IsA, {POLICY % USELESS}, !Ref 'AWS::NoValue']\n"
    made = fixed(tmp_path / "one", second, {"Worker": [READ]}, capsys)
    assert (made.code, made.left, made.after) == (0, [], first)


def test_a_forked_element_that_is_right_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where only the element beside it says too much."""
    resource = "Resource: !If [IsA, 'arn:aws:s3:::data/*', !Sub 'arn:${AWS::Partition}:s3:::data/*']"
    text = working(f"- Sid: Data\n  Effect: Allow\n  Action: [s3:GetObject, s3:PutObject]\n  {resource}", head=HEAD)
    made = fixed(tmp_path, text, {"Worker": [READ]}, capsys)
    assert (made.code, made.new) == (0, ["Action: [s3:GetObject]"])


@pytest.mark.parametrize("policies", ["Policies: []", "Policies: !Ref AWS::NoValue", "Policies: !Ref 'AWS::NoValue'"])
def test_a_role_without_policies(policies: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are in the property's place."""
    text = working(None, head=HEAD, more=f"{policies}\n")
    made = fixed(tmp_path, text, {"Worker": [READ, WRITE, SEND]}, capsys)
    assert (made.code, made.left) == (0, [])
    assert made.gone == [policies]
    assert made.new[:2] == ["Policies:", "- PolicyName: needed"]


def test_a_new_policy_has_a_name_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A role has each of its policies under another name."""
    policy = (POLICY % GET).replace("own", "needed")
    text = working(None, head=HEAD, more=f"Policies:\n  - !If [IsA, {policy}, {policy}]\n")
    made = fixed(tmp_path, text, {"Worker": [READ, SEND]}, capsys)
    assert (made.code, made.new[0]) == (0, "- PolicyName: needed1")
