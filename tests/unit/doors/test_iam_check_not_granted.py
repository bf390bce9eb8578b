"""`cfnproof iam check-not-granted` from the command line."""

import json
from pathlib import Path

import pytest

from tests.unit.doors.test_check import Here, caller, cfnproof
from tests.unit.least_privilege.comparison.projects import EC2, laid_out, role, working

PUT = "- {Sid: Put, Effect: Allow, Action: s3:PutObject, Resource: 'arn:aws:s3:::data/*'}"
TEXT = working(PUT) + role("- {Effect: Allow, Action: s3:GetObject, Resource: '*'}", trust=EC2, name="Good")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, beside a template with a role that may write."""
    laid_out(tmp_path, {"cfn/app.yaml": TEXT})
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "iam")


def test_granted(tmp_path: Path) -> None:
    """Exit code 1 and the statement; of the role that may not nothing is said."""
    laid_out(tmp_path, {"cfn/app.yaml": TEXT})
    done = cfnproof(tmp_path, "iam", "check-not-granted", "--action", "s3:Put*")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("granted-access") == 1
    assert "statement 'Put' grants role 'Worker' s3:PutObject, for example s3:PutObject on 'arn:" in done.stdout
    assert "access-analyzer-custom-policy-checks.html" in done.stdout


def test_not_granted(tmp_path: Path) -> None:
    """Exit code 0."""
    laid_out(tmp_path, {"cfn/app.yaml": TEXT})
    done = cfnproof(tmp_path, "iam", "check-not-granted", "--action", "iam:*", "--action", "s3:Delete*", "cfn")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 template, 1 gate: no findings\n", "")


def test_resources(here: Here) -> None:
    """In Fn::Sub's notation; several are alternatives."""
    arguments = ("check-not-granted", "--action", "s3:PutObject")
    assert here(*arguments, "--resource", "arn:aws:s3:::other/*")[0] == 0
    assert here(*arguments, "--resource", "arn:aws:s3:::other/*", "--resource", "arn:${AWS::Partition}:s3:::d*")[0] == 1


def test_formats(here: Here) -> None:
    """As those of the gates."""
    arguments = ("check-not-granted", "--action", "s3:PutObject", "--format")
    code, shown, _ = here(*arguments, "json")
    (finding,) = json.loads(shown)["findings"]
    assert (code, finding["rule"], finding["element"], finding["line"]) == (1, "granted-access", "Worker", 11)
    code, shown, _ = here(*arguments, "sarif")
    assert (code, json.loads(shown)["runs"][0]["results"][0]["ruleId"]) == (1, "granted-access")
    code, shown, _ = here(*arguments, "github")
    assert (code, shown.startswith("::error file=cfn/app.yaml,line=11,")) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "the following arguments are required: --action"),
        (("--action", "PutObject"), "no action matches 'PutObject': write SERVICE:ACTION, like iam:PassRole or s3:*"),
        (("--action", "s3:*", "--action", "s3:Nope"), "no action matches 's3:Nope'"),
        (("--action", "s3:*", "--resource", "data/*"), "'data/*' is no resource: write an ARN"),
    ],
    ids=str,
)
def test_what_would_never_be_found(arguments: tuple[str, ...], words: str, here: Here) -> None:
    """Exit code 2: a typing error is no pass."""
    code, shown, error = here("check-not-granted", *arguments)
    assert (code, shown) == (2, "")
    assert words in error


def test_what_cannot_be_read(tmp_path: Path, here: Here) -> None:
    """Exit code 2, beside findings."""
    laid_out(tmp_path, {"cfn/broken.yaml": "Resources:\n\tA: b\n"})
    code, shown, _ = here("check-not-granted", "--action", "s3:PutObject")
    assert code == 2
    assert "cfn/broken.yaml:2:1" in shown
    assert "grants role 'Worker' s3:PutObject" in shown


def test_the_projects_own_templates() -> None:
    """No role of them may make users, or write policies."""
    arguments = ("--action", "iam:Create*", "--action", "iam:Put*", "--action", "iam:Attach*")
    done = cfnproof(ROOT, "iam", "check-not-granted", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
