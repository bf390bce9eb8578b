"""`cfnproof check` and `cfnproof gate`, where it matters as whole processes: formats, exit codes, suppressions."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from cfnproof.cli import main
from cfnproof.gates import check

GOOD = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Handle:
    Type: AWS::CloudFormation::WaitConditionHandle
"""
OPEN_TOPIC = (
    GOOD
    + """\
  Topic:
    Type: AWS::SNS::Topic
"""
)
Here = Callable[..., tuple[int, str, str]]
STACKS = """\
[tool.cfnproof]
[[tool.cfnproof.stacks]]
template = "cfn/good.yaml"
[[tool.cfnproof.stacks]]
template = "cfn/topic.yaml"
"""


def cfnproof(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-m", "cfnproof", *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a clean and an unclean template."""
    (tmp_path / "cfn").mkdir()
    (tmp_path / "cfn/good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "cfn/topic.yaml").write_text(OPEN_TOPIC, encoding="utf-8")
    return tmp_path


def caller(capsys: pytest.CaptureFixture[str], command: str) -> Here:
    """Runs a command in this process: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main([command, *arguments])
        except SystemExit as refused:  # argparse's
            code = int(refused.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, the gates too: of what starts processes other tests make sure.

    Returns exit code, standard output and standard error.
    """
    monkeypatch.chdir(project)
    monkeypatch.setattr(check, "_side_by_side", lambda job, gates, _: [check.run_gate(gate, job) for gate in gates])

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_clean(project: Path) -> None:
    """Exit code 0, and what was looked at is said."""
    done = cfnproof(project, "check", "cfn/good.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 template, 3 gates: no findings\n"


def test_findings_beside_files_that_cannot_be_read(project: Path) -> None:
    """Both are reported; what could not be checked decides the exit code."""
    (project / "cfn/broken.yaml").write_text("Resources:\n\tA: b\n", encoding="utf-8")
    (project / "policies").mkdir()
    (project / "policies/suppressions.yaml").write_text("- rule: R\n  file: f\n  until: x\n", encoding="utf-8")
    done = cfnproof(project, "check")
    assert done.returncode == 2
    assert "ERROR  templates  cfn/broken.yaml:2:1" in done.stdout
    assert "ERROR  suppressions  policies/suppressions.yaml:3:3  unknown key 'until'" in done.stdout
    assert "CKV_AWS_26" in done.stdout
    assert "storage_encrypted" in done.stdout


def test_suppressed_findings_are_counted_and_shown_when_asked(project: Path, here: Here) -> None:
    """With their reasons, by --verbose."""
    (project / "policies").mkdir()
    rows = [
        f"- {{rule: {rule}, file: cfn/topic.yaml, logical_id: Topic, reason: a demo, expires: 9999-12-31}}\n"
        for rule in ("CKV_AWS_26", "storage_encrypted")
    ]
    (project / "policies/suppressions.yaml").write_text("".join(rows), encoding="utf-8")
    code, shown, _ = here("check", "--verbose")
    assert code == 0, shown
    assert "2 suppressed" in shown
    assert "reason: a demo" in shown


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "github"])
def test_formats_to_a_file(project: Path, name: str, here: Here) -> None:
    """Each holds the finding; the verdict is on stderr."""
    code, shown, verdict = here("check", "cfn/topic.yaml", "--format", name, "--output", "out/report")
    assert (code, shown) == (1, "")
    assert "NOT PROVEN" in verdict
    text = (project / "out/report").read_text(encoding="utf-8")
    assert "CKV_AWS_26" in text
    if name in {"json", "sarif"}:
        json.loads(text)
    if name == "junit":
        assert ET.fromstring(text).find(".//failure") is not None  # noqa: S314  # our own file


def test_a_report_that_cannot_be_written(here: Here) -> None:
    """Is an error, whatever the gates said."""
    code, _, error = here("check", "cfn/good.yaml", "--output", "cfn/good.yaml/report")
    assert code == 2
    assert "the report cannot be written" in error


def test_gate_writes_every_report_and_a_verdict(project: Path, here: Here) -> None:
    """A table, a line, a folder."""
    (project / "pyproject.toml").write_text(STACKS, encoding="utf-8")
    done = cfnproof(project, "gate", "cfn/good.yaml")
    assert done.returncode == 0, done.stdout
    assert "PROVEN: 1 template, 4 gates: no findings" in done.stdout
    assert {path.name for path in (project / "build/report").iterdir()} == {
        "report.txt",
        "report.json",
        "junit.xml",
        "report.sarif",
    }
    code, shown, _ = here("gate", "--report-dir", "elsewhere")
    assert code == 1
    assert "NOT PROVEN" in shown
    assert (project / "elsewhere/report.sarif").is_file()


def test_gate_deploys_every_template(here: Here) -> None:
    """One of which no stack is made could not be checked; `check` does not ask."""
    code, shown, _ = here("gate", "cfn/good.yaml")
    assert code == 2
    assert "ERROR  deploy  cfn/good.yaml:1:1  no stack deploys this template: add [[tool.cfnproof.stacks]]" in shown
    assert here("check", "cfn/good.yaml")[0] == 0


def test_policies_that_checkov_does_not_load(project: Path) -> None:
    """Each is an error that says why: an import that fails, an id that differs, no __init__.py, checkov's own id."""
    for name, files in {
        "fails_to_import": {"policy.py": "import nothing_of_that_name\n", "__init__.py": ""},
        "registers_another_id": {"policy.py": "", "__init__.py": ""},
        "no_init": {"policy.py": ""},
        "CKV_AWS_26": {"policy.yaml": "metadata: {id: CKV_AWS_26}\n"},
        "no_definition": {"policy.yaml": "metadata: {id: no_definition, name: x, category: IAM}\n"},
        "approval_notifies": {"policy.yaml": "metadata: {id: approval_notifies}\n"},
    }.items():
        folder = project / "policies/checkov" / name
        folder.mkdir(parents=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    done = cfnproof(project, "check", "cfn/good.yaml")
    assert done.returncode == 2
    errors = [line for line in done.stdout.splitlines() if line.startswith("ERROR")]
    for words in (
        "checkov did not load policy 'fails_to_import'",
        "No module named 'nothing_of_that_name'",
        "checkov did not load policy 'registers_another_id'",
        "policy 'no_init' has no __init__.py",
        "policy 'CKV_AWS_26' has the id of one of checkov's own",
        "checkov did not load policy 'no_definition'",
        "policy 'approval_notifies' is here and in",
    ):
        assert any(words in line for line in errors), (words, errors)


def test_a_policy_of_the_project_in_checkovs_yaml(project: Path) -> None:
    """It runs beside the shipped ones, and in the form in which a condition is not at its default."""
    folder = project / "policies/checkov/topics_are_named"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(
        "metadata: {id: topics_are_named, name: Topics have display names, category: GENERAL_SECURITY}\n"
        "definition:\n"
        "  {cond_type: attribute, resource_types: [AWS::SNS::Topic], attribute: DisplayName, operator: exists}\n",
        encoding="utf-8",
    )
    (project / "cfn/topic.yaml").write_text(
        "Parameters: {Make: {Type: String, Default: 'no', AllowedValues: ['yes', 'no']}}\n"
        "Conditions: {IsMade: !Equals [!Ref Make, 'yes']}\n"
        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Condition: IsMade\n"
        "  Handle:\n    Type: AWS::CloudFormation::WaitConditionHandle\n",
        encoding="utf-8",
    )
    done = cfnproof(project, "check", "--format", "json")
    assert json.loads(done.stdout)["errors"] == []
    findings = json.loads(done.stdout)["findings"]
    assert [one["element"] for one in findings if one["rule"] == "topics_are_named"] == ["Topic"]


@pytest.mark.parametrize("end", ["sys.exit(0)", "os._exit(0)"])
def test_a_policy_that_ends_its_process_does_not_end_the_report(project: Path, end: str) -> None:
    """Exit code 2, and the other gate's findings."""
    folder = project / "policies/checkov/leaves"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "policy.py").write_text(f"import os, sys\n{end}\n", encoding="utf-8")
    done = cfnproof(project, "check", "cfn/good.yaml")
    assert done.returncode == 2
    assert "ERROR  policy" in done.stdout


def test_a_report_that_nobody_can_read(project: Path) -> None:
    """Standard output closed, or full: one message, exit code 2."""
    command = f"{sys.executable} -m cfnproof check cfn/good.yaml"
    for redirection, words in ((">&-", "standard output is closed"), (">/dev/full", "the report could not be written")):
        done = subprocess.run(  # noqa: S602  # our own command line
            f"{command} {redirection}", shell=True, cwd=project, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_an_unknown_region_is_one_error(here: Here) -> None:
    """That blames no template."""
    code, shown, _ = here("check", "--region", "mars-east-1")
    assert code == 2
    (line,) = [line for line in shown.splitlines() if line.startswith("ERROR")]
    assert "unknown region 'mars-east-1'" in line


def test_nothing_is_sent_anywhere(project: Path) -> None:
    """With every connection refused, and recorded, the gates say the same."""
    (project / "sitecustomize.py").write_text(
        "import pathlib, socket\n"
        "def refuse(self, address):\n"
        "    if self.family != socket.AF_UNIX:\n"
        "        pathlib.Path('connections').open('a').write(f'{address}\\n')\n"
        "        raise OSError('no network')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "def resolve(*a, **k):\n"
        "    pathlib.Path('connections').open('a').write(f'{a}\\n')\n"
        "    raise OSError('no network')\n"
        "socket.getaddrinfo = resolve\n",
        encoding="utf-8",
    )
    done = cfnproof(project, "check", "cfn/good.yaml", PYTHONPATH=str(project))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (project / "connections").exists()


def test_help_and_version_load_nothing_heavy() -> None:
    """Neither a gate's library nor rich nor yaml."""
    code = (
        "import sys; from cfnproof.cli import main\n"
        "try: main([sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print(sorted({'yaml', 'rich', 'cfnlint', 'checkov', 'pydantic'} & set(sys.modules)))\n"
    )
    for argument in ("--help", "--version"):
        done = subprocess.run(  # noqa: S603  # our own code
            [sys.executable, "-c", code, argument], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_explain(project: Path) -> None:
    """A rule's own words; an unknown rule names the known ones."""
    done = cfnproof(project, "explain", "approval_notifies")
    assert "Without NotificationArn" in done.stdout
    assert "https://docs.aws.amazon.com/" in done.stdout
    listed = cfnproof(project, "explain")
    assert "approval_notifies: A manual approval names the topic" in listed.stdout
    unknown = cfnproof(project, "explain", "nope")
    assert unknown.returncode == 2
    assert "no rule 'nope': there are" in unknown.stderr


def test_explain_least_privilege(here: Here) -> None:
    """Its rules are explained and listed as the structural policies are."""
    code, shown, _ = here("explain", "unneeded-action")
    assert code == 0
    assert shown.startswith("unneeded-action\nA role is granted no action that its workload does not need.\n")
    assert "docs/least-privilege.md" in shown
    assert "https://docs.aws.amazon.com/" in shown
    listed = here("explain")[1]
    assert "missing-permission: A role is granted all that its workload needs\n" in listed


def test_a_missing_library_says_how_to_install_it(project: Path) -> None:
    """With checkov or cfn-lint not importable, their gate is an error, not a pass."""
    for library in ("cfnlint", "checkov"):
        (project / library).mkdir()
        (project / library / "__init__.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
        done = cfnproof(project, "check", "cfn/good.yaml", PYTHONPATH=str(project))
        (project / library / "__init__.py").unlink()
        (project / library).rmdir() if not any((project / library).iterdir()) else None
        assert done.returncode == 2
        assert "pip install 'cfnproof[gates]'" in done.stdout
