"""`cfnproof iam minimal` from the command line."""

from pathlib import Path
from textwrap import indent

import pytest

from tests.unit.doors.test_check import Here, caller, cfnproof
from tests.unit.least_privilege.comparison.projects import (
    PAGE,
    declared,
    found,
    laid_out,
    listing,
    need,
    ticking,
    working,
)

RESOURCE_BASED = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"
NEED = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "iam")


def test_a_policy_to_paste(tmp_path: Path) -> None:
    """YAML in the template's own references, with what each statement is for; pasted, nothing is found."""
    laid_out(tmp_path, {"app.yaml": ticking(None)})
    done = cfnproof(tmp_path, "iam", "minimal", "app.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    head, *policy = done.stdout.splitlines(keepends=True)
    assert head == "# role 'Worker' of app.yaml\n"
    why = f"the rule publishes with the target's role, in place of the topic's policy: {RESOURCE_BASED}"
    statement = "  - Sid: Sns\n    Effect: Allow\n    Action: sns:Publish\n    Resource: !Ref Topic\n"
    assert "".join(policy) == f"Version: '2012-10-17'\nStatement:\n  # {why}\n{statement}"
    pasted = ticking(None) + "      Policies:\n        - PolicyName: own\n          PolicyDocument:\n"
    assert found(tmp_path, pasted + indent("".join(policy), " " * 12)) == []


def test_statements_are_put_together(tmp_path: Path, here: Here) -> None:
    """What is needed on the same stands in one; conditions with it; what need not be granted is left out."""
    condition = {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}
    needs = (
        NEED,
        need("s3:PutObject", NEED["resources"]),
        need("s3:ListBucket", "arn:${AWS::Partition}:s3:::data", conditions=condition),
        need("s3:DeleteObject", NEED["resources"], possible="maybe"),
    )
    laid_out(tmp_path, {"app.yaml": working(None), "policies/requirements/roles.yaml": declared(*needs)})
    code, shown, _ = here("minimal", "app.yaml", "Worker")
    assert code == 0
    assert shown.count("- Sid:") == 2
    assert "aws:ResourceAccount: !Ref AWS::AccountId" in shown
    assert "s3:DeleteObject" not in shown
    assert shown.count(PAGE) == 2


def test_what_is_not_known_or_cannot_be_said(tmp_path: Path, here: Here) -> None:
    """Exit code 1, in a comment."""
    laid_out(tmp_path, {"app.yaml": working(None)})
    code, shown, _ = here("minimal", "app.yaml")
    assert code == 1
    assert "# lacks who works with the role" in shown
    rule = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n  Tick:\n    Type: AWS::Events::Rule\n    Properties:\n"
    rule += (
        "      ScheduleExpression: rate(1 day)\n      Targets: [{Id: t, Arn: !Ref Topic, RoleArn: !ImportValue w}]\n"
    )
    app = working(None) + "Outputs: {W: {Value: !GetAtt Worker.Arn, Export: {Name: w}}}\n"
    laid_out(tmp_path / "two", {"app.yaml": app, "rule.yaml": rule, "pyproject.toml": listing("app rule")})
    code, shown, _ = here("minimal", "two/app.yaml")
    assert code == 1
    assert "this template has no expression for it, give it a parameter" in shown


def test_what_cannot_be_looked_at(tmp_path: Path, here: Here) -> None:
    """Exit code 2."""
    laid_out(tmp_path, {"app.yaml": working(None)})
    for arguments, words in ((["none.yaml"], "cannot be read"), (["app.yaml", "Nobody"], "has no role 'Nobody'")):
        code, shown, error = here("minimal", *arguments)
        assert (code, shown) == (2, "")
        assert words in error


def test_a_role_that_needs_nothing(tmp_path: Path, here: Here) -> None:
    """No empty policy is printed: IAM does not take one."""
    needs = [need("s3:GetObject", "*", possible="maybe")]
    laid_out(tmp_path, {"app.yaml": working(None), "policies/requirements/roles.yaml": declared(*needs)})
    code, shown, _ = here("minimal", "app.yaml")
    assert (code, "Statement" in shown) == (0, False)
