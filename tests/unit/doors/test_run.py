"""`cfnproof run`: what it shows of stacks and pipelines, its findings, and its exit codes."""

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
    assert lines[:3] == [f"stack {name}  CREATE_COMPLETE" for name in ("base", "app", "failing")]
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
