"""`cfnproof deploy`: what it prints, what it fills in, and its exit codes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.doors.test_check import Here, caller, cfnproof

BASE = """\
Parameters:
  Display: {Type: String, Default: none}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Display}}
Outputs:
  TopicArn: {Value: !Ref Topic}
"""
APP = """\
Parameters:
  TopicArn: {Type: String}
  Delay: {Type: Number}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: !Ref Delay}
Outputs:
  Topic: {Value: !Ref TopicArn}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two templates; the second takes the first's output."""
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "app.yaml").write_text(APP, encoding="utf-8")
    return tmp_path


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process: exit code, standard output, standard error."""
    monkeypatch.chdir(project)
    return caller(capsys, "deploy")


def test_one_after_another(project: Path) -> None:
    """Events, outputs, and what an output fills in."""
    done = cfnproof(project, "deploy", "base.yaml", "app.yaml", "--parameter", "Delay=5", "--region", "eu-west-1")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"account \d{12} on moto, eu-west-1", lines[0])
    account = lines[0].split()[1]
    assert lines[1] == (
        f"administrator: access key id AKIAADMN{account}, secret access key cfnproof/emulated/administrator/key/0001"
    )
    assert lines[2] == "stack base from base.yaml"
    assert re.fullmatch(r"\d\d:\d\d:\d\d  CREATE_IN_PROGRESS    base   User Initiated", lines[3])
    assert any(re.fullmatch(r"\d\d:\d\d:\d\d  CREATE_COMPLETE       Topic", line) for line in lines)
    (output,) = [line for line in lines if line.startswith("output TopicArn = arn:aws:sns:eu-west-1:")]
    arn = output.partition(" = ")[2]
    assert f"parameter TopicArn = {arn} (output of base)" in lines
    assert lines[-1] == f"output Topic = {arn}"


def test_a_given_parameter_stands_before_an_output(here: Here) -> None:
    """And one with a Default is not filled in."""
    given = ("--parameter", "Delay=5", "--parameter", "TopicArn=mine")
    _, shown, _ = here("base.yaml", "app.yaml", *given)
    assert shown.splitlines()[-1] == "output Topic = mine"
    assert "(output of" not in shown


def test_a_stack_that_fails(here: Here) -> None:
    """Exit code 1, the template's line, and nothing after it."""
    code, shown, _ = here("app.yaml", "base.yaml", "--parameter", "Delay=901", "--parameter", "TopicArn=a")
    assert code == 1
    assert "CREATE_FAILED" in shown
    assert re.search(r"app.yaml\n  5:3 +high +stack-event +Queue +CREATE_FAILED in stack 'app': ", shown)
    assert "stack base" not in shown


MACHINE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: 'sts:AssumeRole'}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      Definition:
        StartAt: Wait
        States:
          Wait: {Type: Task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: {}, End: true}
"""


def test_what_iam_refuses(project: Path) -> None:
    """Fails the stack; without IAM everybody may do everything, which standard error says.

    https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html
    """
    (project / "machine.yaml").write_text(MACHINE, encoding="utf-8")
    done = cfnproof(project, "deploy", "machine.yaml")
    assert (done.returncode, done.stderr) == (1, ""), done.stdout
    assert "is not authorized to create managed-rule" in done.stdout
    done = cfnproof(project, "deploy", "machine.yaml", "--without-iam")
    assert done.returncode == 0, done.stdout
    assert "what succeeds proves nothing about permissions" in done.stderr


def test_a_stack_that_is_refused(here: Here) -> None:
    """Exit code 1, with AWS's words at the parameter's line."""
    code, shown, _ = here("app.yaml", "--parameter", "Delay=soon", "--parameter", "TopicArn=a")
    assert code == 1
    assert re.search(r"3:3 +high +stack-refused +Delay +stack 'app' is refused: ValidationError: ", shown)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.yaml"], "gone.yaml: "),
        (
            ["base.yaml", "--parameter", "Dispaly=x"],
            "--parameter Dispaly: no template declares it: did you mean 'Display'?",
        ),
        (["base.yaml", "--parameter", "Display"], "--parameter 'Display': write it as NAME=VALUE"),
        (["base.yaml", "--parameter", "Display=a", "--parameter", "Display=b"], "--parameter Display is given twice"),
        (
            ["app.yaml", "base.yaml"],
            "app.yaml: parameters without a value, give --parameter TopicArn=… --parameter Delay=…",
        ),
        (["base.yaml", "app.yaml"], "app.yaml: parameters without a value, give --parameter Delay=…"),
        (["base.yaml", "app.yaml", "--stack-name", "x"], "--stack-name is for one template, not for 2"),
        (["base.yaml", "./base.yaml"], "would both be stack 'base'"),
        (["base.yaml", "--host", "aws"], "invalid choice: 'aws' (choose from"),
    ],
)
def test_what_cannot_be_tried(here: Here, arguments: list[str], words: str) -> None:
    """Exit code 2, before any account is opened."""
    code, shown, error = here(*arguments)
    assert (code, shown) == (2, "")
    assert words in error


def test_without_moto(project: Path) -> None:
    """Exit code 2, and the command that installs it."""
    code = (
        "import sys; sys.modules['moto'] = None\n"
        "from cfnproof.cli import main\n"
        "sys.exit(main(['deploy', 'base.yaml']))\n"
    )
    done = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "the host 'moto' needs 'moto', which is not installed: pip install 'cfnproof[moto]'" in done.stderr


def test_a_name_of_ones_own(here: Here) -> None:
    """Given by --stack-name."""
    code, shown, _ = here("base.yaml", "--stack-name", "mine", "--host", "moto")
    assert code == 0
    assert "stack mine from base.yaml" in shown
