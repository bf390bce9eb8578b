"""`cfnproof run`: what it shows of stacks and pipelines, its findings, and its exit codes."""

import json
import re
import sys
from pathlib import Path

import pytest

from cfnproof.cli import main
from tests.unit.gates.run.project import BASE, SETTINGS, TRIGGERED, lay_out, line_of

FAILING = TRIGGERED.replace("{BucketName: !Ref BucketName, Extract", "{BucketName: nobody-s-bucket-1f, Extract")


def test_a_pipeline_that_fails_beside_one_that_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change of an action is a line; then the finding with its place, and the verdict."""
    lay_out(tmp_path, app=TRIGGERED, failing=FAILING)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--region", "eu-west-1"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    lines = [re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in said.out.splitlines()]
    assert re.fullmatch(r"account (\d{12}), administrator: access key id AKIAADMN\1, secret access key \S+", lines[0])
    assert lines[1:4] == [f"stack {name}  CREATE_COMPLETE" for name in ("base", "app", "failing")]
    shown = [re.sub(r"  [0-9a-f]{8}  ", "  ", line) for line in lines]
    assert any(line.startswith("app/Pipeline  Source/Take  Succeeded") for line in shown)
    assert "app/Pipeline  Release/Look  Succeeded  Approved by cfnproof's run gate" in shown
    assert any(line.startswith("failing/Pipeline  Release/Copy  Failed  ") for line in shown)
    place = f"{line_of(FAILING, 'Name: Copy')}:"
    assert re.search(rf"failing.yaml\n  {place}\d+ +high +pipeline-action +Pipeline +action 'Copy' of ", said.out)
    assert [line for line in lines if "1 finding" in line] == ["NOT PROVEN: 2 templates, 1 gate: 1 finding (1 high)"]
    assert lines[-1].startswith("NOT PROVEN: ")


def test_the_pipelines_of_one_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing of the others."""
    lay_out(tmp_path, app=TRIGGERED, failing=FAILING)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--stack", "app", "--timeout", "30"]) == 0
    out = capsys.readouterr().out
    assert "failing" not in out
    assert out.splitlines()[-1] == "PROVEN: 1 template, 1 gate: no findings"


def test_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Is written where it is wanted, and `cfnproof iam ledger` shows a table for each role, with lines of templates."""
    lay_out(tmp_path, app=TRIGGERED)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--ledger", "build/ledger.jsonl"]) == 0
    entries = (tmp_path / "build" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert f"IAM: {len(entries)} decisions, 0 denied" in capsys.readouterr().out
    assert all(json.loads(entry)["decision"] == "allowed" for entry in entries)
    assert main(["iam", "ledger", "build/ledger.jsonl"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"^arn:aws:iam::\d{12}:role/base-Role-\w+ *$", shown, re.MULTILINE)
    statement = rf"pipeline: Read \(base Role, line {line_of(BASE, 'Sid: Read')}\)"
    assert re.search(rf"│ codecommit:GetCommit +│ \S+:app-base +│ +1 │ +│ {statement} +│ Source/Take +│", shown)
    assert re.search(rf"^{len(entries)} decisions for \d principals, 0 denied$", shown, re.MULTILINE)


def test_a_ledger_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, beside whatever was found."""
    lay_out(tmp_path, app=FAILING)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--ledger", "app.yaml/ledger.jsonl"]) == 2
    said = capsys.readouterr().out
    assert "ERROR  run  app.yaml/ledger.jsonl:1:1  the ledger cannot be written: " in said
    assert "pipeline-action" in said


BARE = BASE[: BASE.index("      Policies:")] + BASE[BASE.index("Outputs:") :]
"""With a role that may nothing."""


def test_what_a_role_was_denied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finding at the role's line; without IAM everything succeeds, and what that proves is said."""
    lay_out(tmp_path, app=TRIGGERED)
    (tmp_path / "base.yaml").write_text(BARE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 1
    said = capsys.readouterr().out
    place = f"{line_of(BARE, '  Role:')}:3"
    denied = (
        r"role 'Role' was denied codecommit:GetBranch on arn:aws:codecommit:us-east-1:\d{12}:app-base, asked for by"
    )
    assert re.search(rf"\n  {place} +high +permission-denied +Role +{denied}", said)
    assert main(["run", "--without-iam"]) == 0
    *_, note, verdict = capsys.readouterr().out.splitlines()
    assert note.endswith("IAM was not asked (--without-iam): nothing is proven about permissions")
    assert verdict == "PROVEN: 1 template, 1 gate: no findings"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--stack", "ap"], "--stack ap: no [[tool.cfnproof.stacks]] has this name: did you mean 'app'?"),
        (["--stack", "base"], "nothing to run: no template has an AWS::CodePipeline::Pipeline; looked at: "),
        (["--timeout", "0"], "argument --timeout: '0' is no time: give a positive number of seconds"),
        (["--timeout", "soon"], "argument --timeout: 'soon' is no time"),
        (["--host", "aws"], "invalid choice: 'aws' (choose from"),
    ],
)
def test_what_cannot_be_tried(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2, before any account is opened."""
    lay_out(tmp_path, app=TRIGGERED)
    monkeypatch.chdir(tmp_path)
    try:
        code: int | str | None = main(["run", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert words in said.err


def test_nothing_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The templates of cfn/ are taken, and where they cannot be run, the settings that are missing are named."""
    monkeypatch.chdir(tmp_path)
    advice = "write where the templates are into pyproject.toml: [tool.cfnproof] templates = [PATH, …]\n"
    assert main(["run"]) == 2
    assert capsys.readouterr().err == f"cfnproof: error: nothing to run: there is no cfn; {advice}"
    (tmp_path / "cfn").mkdir()
    (tmp_path / "cfn" / "base.yaml").write_text(BASE, encoding="utf-8")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.endswith(f"; looked at: {Path('cfn', 'base.yaml')}; {advice}")
    (tmp_path / "cfn" / "app.yaml").write_text(TRIGGERED, encoding="utf-8")
    assert main(["run"]) == 2
    assert "ERROR  run  cfn/app.yaml:1:1  no stack deploys this template: add " in capsys.readouterr().out


def test_what_could_not_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2: templates that cannot be read, settings that do not fit, a host that is not installed."""
    lay_out(tmp_path, SETTINGS.replace("${base.Bucket", "${base.Buckt"), app=TRIGGERED)
    (tmp_path / "base.yaml").write_text(BASE + "Outputs: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "moto", None)
    assert main(["run"]) == 2
    out = capsys.readouterr().out
    assert "ERROR  templates  base.yaml" in out
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    assert main(["run"]) == 2
    out = capsys.readouterr().out
    assert "ERROR  run  pyproject.toml:9:1  object s3://${base.BucktName}/data/table.csv: " in out
    lay_out(tmp_path, app=TRIGGERED)
    monkeypatch.delitem(sys.modules, "cfnproof.hosts.moto.host", raising=False)
    assert main(["run"]) == 2
    out = capsys.readouterr().out
    assert "the host 'moto' needs 'moto', which is not installed: pip install 'cfnproof[moto]'" in out
    assert out.splitlines()[-1].startswith("COULD NOT CHECK: 1 error")
