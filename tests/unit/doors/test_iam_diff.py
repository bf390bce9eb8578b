"""`cfnproof iam diff` from the command line: formats, exit codes, revisions of git and folders."""

import json
from pathlib import Path

import pytest

from tests.unit.doors.test_check import Here, caller, cfnproof
from tests.unit.least_privilege.changes.revisions import committed, git
from tests.unit.least_privilege.comparison.projects import laid_out, working

READ = working("- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}")
WRITE = READ.replace("s3:GetObject", "[s3:GetObject, s3:PutObject]")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, in a repository whose last commit newly allows something."""
    committed(tmp_path, {"cfn/app.yaml": READ})
    committed(tmp_path, {"cfn/app.yaml": WRITE})
    monkeypatch.chdir(tmp_path)
    return caller(capsys, "iam")


def test_new_access(tmp_path: Path) -> None:
    """Exit code 1: file, line, severity, role, statement, actions, an example, and AWS's page."""
    committed(tmp_path, {"cfn/app.yaml": READ})
    committed(tmp_path, {"cfn/app.yaml": WRITE})
    done = cfnproof(tmp_path, "iam", "diff", "--base", "HEAD~1")
    assert (done.returncode, done.stderr) == (1, "")
    file, finding, page, _, verdict = done.stdout.splitlines()
    assert file == "cfn/app.yaml"
    assert finding.split()[:4] == ["11:17", "high", "new-access", "Worker"]
    assert "statement 'Read' of role 'Worker' newly allows s3:PutObject, for example s3:PutObject on 'arn:" in finding
    assert page.strip() == "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html"
    assert verdict == "1 template, 1 gate: 1 finding (1 high)"
    same = cfnproof(tmp_path, "iam", "diff", "--base", "main", "cfn/app.yaml")
    assert (same.returncode, same.stdout) == (0, "1 template, 1 gate: no findings\n")


def test_formats(here: Here) -> None:
    """Each for its readers, with the same exit code."""
    code, shown, _ = here("diff", "--base", "HEAD~1", "--format", "json")
    report = json.loads(shown)
    assert (code, report["exit_code"]) == (1, 1)
    assert [(one["rule"], one["line"], one["element"]) for one in report["findings"]] == [("new-access", 11, "Worker")]
    assert set(report["gates"][0]["rules"]) == {"new-access", "policy-not-compared"}
    code, shown, _ = here("diff", "--base", "HEAD~1", "--format", "sarif")
    (result,) = json.loads(shown)["runs"][0]["results"]
    assert (code, result["ruleId"], result["level"]) == (1, "new-access", "error")
    code, shown, _ = here("diff", "--base", "HEAD~1", "--format", "github")
    assert (code, shown.startswith("::error file=cfn/app.yaml,line=11,col=17,title=new-access (Worker)::")) == (1, True)
    code, shown, _ = here("diff", "--base", "HEAD~1", "--format", "junit")
    assert (code, "<failure" in shown) == (1, True)
    assert here("diff", "--base", "HEAD", "--format", "github")[0] == 0


def test_what_cannot_be_compared(tmp_path: Path, here: Here) -> None:
    """Exit code 2: no such revision, no such template, one that cannot be read; it outweighs findings."""
    for base in ("nope", "HEAD~9", ""):
        code, shown, error = here("diff", "--base", base)
        assert (code, shown) == (2, "")
        assert f"{base!r}" in error or base in error
        assert "name a revision or a folder" in error
    code, shown, _ = here("diff", "--base", "HEAD", "cfn/none.yaml")
    assert (code, "cfn/none.yaml" in shown) == (2, True)
    laid_out(tmp_path, {"cfn/broken.yaml": "Resources:\n\tA: b\n"})
    code, shown, _ = here("diff", "--base", "HEAD~1")
    assert code == 2
    assert "cfn/broken.yaml:2:1" in shown
    assert "newly allows s3:PutObject" in shown


def test_not_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2; a folder will do as the base."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    laid_out(tmp_path, {"cfn/app.yaml": WRITE, "old/cfn/app.yaml": READ})
    done = cfnproof(tmp_path, "iam", "diff", "--base", "main")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a git repository" in done.stderr
    assert cfnproof(tmp_path, "iam", "diff", "--base", "old").returncode == 1


def test_a_base_is_asked_for(here: Here) -> None:
    """It is no option."""
    code, _, error = here("diff")
    assert (code, "the following arguments are required: --base" in error) == (2, True)


def test_other_words_and_less(tmp_path: Path, here: Here) -> None:
    """Nothing is new, whatever changed of the text."""
    words = WRITE.replace("'arn:aws:s3:::data/*'", "!Join ['', [!Sub 'arn:${AWS::Partition}:s3:::', data/*]]")
    for text in (words, WRITE.replace("Sid: Read", "Sid: All"), READ):
        laid_out(tmp_path, {"cfn/app.yaml": text})
        assert here("diff", "--base", "HEAD")[0] == 0


def test_a_repository_that_is_not_touched(tmp_path: Path, here: Here) -> None:
    """What is not committed stays so, and no other branch is checked out."""
    laid_out(tmp_path, {"cfn/app.yaml": READ, "more.txt": "x"})
    git(tmp_path, "add", "more.txt")
    before = (tmp_path / ".git/HEAD").read_bytes(), (tmp_path / ".git/index").read_bytes()
    here("diff", "--base", "HEAD~1")
    assert ((tmp_path / ".git/HEAD").read_bytes(), (tmp_path / ".git/index").read_bytes()) == before
    assert (tmp_path / "cfn/app.yaml").read_text(encoding="utf-8") == READ


def test_the_projects_own_templates() -> None:
    """Against themselves, as a folder: nothing is new."""
    done = cfnproof(ROOT, "iam", "diff", "--base", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no findings" in done.stdout
