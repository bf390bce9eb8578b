"""Policies that several roles have lose what none of them needs, and no role gets what another lacks."""

from pathlib import Path
from typing import Final

import pytest

from tests.unit.least_privilege.advice.fixing import GET, LIST, NONE, READ, SEND, WRITE, Fixed, Needs, fixed
from tests.unit.least_privilege.comparison.projects import EC2, laid_out, listing, role, working

SHARED: Final = """\
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Worker, !Ref Second]
      PolicyDocument:
        Statement:
          - Sid: Data
            Effect: Allow
            Action: [s3:GetObject, s3:PutObject, s3:DeleteObject]
            Resource: !Sub arn:${AWS::Partition}:s3:::data/*
"""
SECOND: Final = role(None, trust=EC2, name="Second")


def both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], one: list[Needs], other: list[Needs], policy: str = SHARED
) -> Fixed:
    """A template in which the roles `Worker` and `Second` have these needs and share a policy."""
    return fixed(tmp_path, working(None, resources=SECOND + policy), {"Worker": one, "Second": other}, capsys)


def test_what_both_need_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One edit for both."""
    made = both(tmp_path, capsys, [READ], [READ])
    assert (made.code, made.left) == (0, [])
    assert made.new == ["Action: [s3:GetObject]"]


def test_what_one_needs_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is too much for the other is left."""
    made = both(tmp_path, capsys, [READ], [WRITE])
    assert made.code == 1
    assert made.new == ["Action: [s3:GetObject, s3:PutObject]"]
    (one, other) = made.left
    assert "grants role 'Second' s3:GetObject" in one + other
    assert "grants role 'Worker' s3:PutObject" in one + other


def test_a_statement_that_is_split(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its second half stands in the same policy, which both have."""
    policy = SHARED.replace("[s3:GetObject, s3:PutObject, s3:DeleteObject]", "'*'")
    policy = policy.replace("!Sub arn:${AWS::Partition}:s3:::data/*", "'*'")
    made = both(tmp_path, capsys, [READ, SEND], [READ, SEND], policy)
    assert (made.code, made.left) == (0, [])
    assert made.after.count("PolicyName") == 0
    assert "sqs:SendMessage" in made.after


def test_what_one_lacks_is_not_given_to_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It gets a policy of its own."""
    made = both(tmp_path, capsys, [READ, WRITE], [READ], SHARED.replace(", s3:PutObject, s3:DeleteObject", ""))
    assert (made.code, made.left) == (0, [])
    assert made.after.count("- PolicyName: needed") == 1
    assert made.after.startswith(made.before)  # the role Worker is the last


def test_a_policy_of_its_own_is_preferred(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To a policy resource that only this role has."""
    policy = SHARED.replace(", !Ref Second", "").replace(", s3:PutObject, s3:DeleteObject", "")
    text = working("- {Sid: Send, Effect: Allow, Action: sqs:*, Resource: '*'}", resources=policy)
    made = fixed(tmp_path, text, {"Worker": [READ, SEND, LIST]}, capsys)
    assert (made.code, made.left) == (0, [])
    assert made.after.startswith(text[: text.index("  Worker:")])


def test_a_policy_resource_of_which_nothing_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is named."""
    made = both(tmp_path, capsys, [NONE], [NONE])
    assert (made.code, made.after) == (1, made.before)
    assert made.left[0] == "policy 'Shared': nothing of it is needed, remove the resource"


@pytest.mark.parametrize("key", ["Users", "Groups"])
def test_policies_of_others(key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What users and groups need is not known: nothing is taken from them, and nothing is given to them."""
    policy = SHARED.replace(", !Ref Second", "").replace("Roles", f"{key}: [deploy]\n      Roles")
    text = working(None, resources=policy)
    made = fixed(tmp_path, text, {"Worker": [READ, SEND]}, capsys)
    assert made.code == 1
    assert made.left[0] == (
        f"statement 'Data' of policy 'Shared': it is not known what its {key} may need of it: cut it by hand"
    )
    assert made.after.startswith(text)
    assert "PolicyName: needed" in made.after


def test_a_boundary_of_another_role(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is not cut down to what the role needs that has it as a policy."""
    policy = SHARED.replace(", !Ref Second", "")
    second = role(f"- {GET}", trust=EC2, name="Second", more="PermissionsBoundary: !Ref Shared\n")
    made = fixed(tmp_path, working(None, resources=second + policy), {"Worker": [WRITE], "Second": [READ]}, capsys)
    assert (made.code, made.after) == (1, made.before)
    assert "what 'Second', whose permissions boundary it is, may need of it" in made.left[0]


def test_a_role_whose_needs_are_not_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Loses nothing."""
    made = fixed(tmp_path, working(None, resources=SECOND + SHARED), {"Worker": [READ]}, capsys)
    assert (made.code, made.after) == (1, made.before)
    assert "it is not known what role 'Second' may need of it" in made.left[0]


def test_a_role_of_another_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it needs stays as well: nothing is taken away."""
    policy = SHARED.replace(", !Ref Second", "")
    other = role(None, trust=EC2, name="Other", more="ManagedPolicyArns: [!ImportValue data]\n")
    output = "Outputs: {Data: {Value: !Ref Shared, Export: {Name: data}}}\n"
    laid_out(tmp_path, {"pyproject.toml": listing("app other"), "other.yaml": f"Resources:\n{other}"})
    made = fixed(tmp_path, working(None, resources=policy) + output, {"Worker": [READ]}, capsys)
    assert (made.code, made.after) == (1, made.before)
    assert "what role 'Other' of other.yaml may need of it" in made.left[0]
