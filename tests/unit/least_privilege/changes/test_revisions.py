"""Revisions of a project: of git, by any name, and folders."""

from pathlib import Path
from typing import Final

import pytest

from cfnproof.access_command import new_access
from cfnproof.config import find
from cfnproof.errors import CfnproofError
from tests.unit.least_privilege.changes.revisions import committed, git, newly
from tests.unit.least_privilege.comparison.projects import laid_out, listing, rules, working

READ: Final = working("- {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}")
WRITE: Final = READ.replace("s3:GetObject", "[s3:GetObject, s3:PutObject]")


def test_revisions_by_any_name(tmp_path: Path) -> None:
    """HEAD and what is not committed, HEAD~1, a branch, a tag, a commit, a branch of a remote repository."""
    committed(tmp_path, {"app.yaml": READ})
    git(tmp_path, "branch", "old")
    git(tmp_path, "tag", "-a", "v1", "-m", "one")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert newly(tmp_path, "HEAD") == []
    laid_out(tmp_path, {"app.yaml": WRITE})
    assert rules(newly(tmp_path, "HEAD")) == ["new-access"]
    committed(tmp_path, {"app.yaml": WRITE})
    assert newly(tmp_path, "HEAD") == newly(tmp_path, "main") == []
    for base in ("HEAD~1", "old", "v1", "origin/main", "main^", "main@{1}"):
        assert rules(newly(tmp_path, base)) == ["new-access"], base


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither in the repository nor beside it."""
    committed(tmp_path, {"app.yaml": READ})
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    newly(tmp_path, "HEAD")
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("base", ["nope", "HEAD~7", "--help", "", "HEAD:app.yaml"])
def test_a_revision_that_does_not_exist(base: str, tmp_path: Path) -> None:
    """Its name, and what is asked for."""
    committed(tmp_path, {"app.yaml": READ})
    with pytest.raises(CfnproofError, match="name a revision or a folder") as refused:
        new_access([tmp_path / "app.yaml"], base, find(tmp_path))
    assert base in refused.value.message


def test_a_folder_that_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says so."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    laid_out(tmp_path, {"app.yaml": READ})
    with pytest.raises(CfnproofError, match="not a git repository"):
        new_access([tmp_path / "app.yaml"], "main", find(tmp_path))


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder will do."""
    laid_out(tmp_path, {"app.yaml": READ, "old/app.yaml": READ})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CfnproofError, match="there is no git"):
        new_access([tmp_path / "app.yaml"], "main", find(tmp_path))
    assert newly(tmp_path, str(tmp_path / "old")) == []


def test_a_folder_of_the_same_name_as_a_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is meant."""
    committed(tmp_path, {"app.yaml": READ, "main/app.yaml": WRITE})
    committed(tmp_path, {"app.yaml": WRITE})
    monkeypatch.chdir(tmp_path)
    assert newly(tmp_path, "main") == []


def test_a_project_below_the_repositorys_root(tmp_path: Path) -> None:
    """Its own files are those that are compared."""
    committed(tmp_path, {"app.yaml": WRITE, "deep/er/app.yaml": READ, "deep/er/pyproject.toml": "[tool.cfnproof]\n"})
    committed(tmp_path, {"deep/er/app.yaml": WRITE})
    assert rules(newly(tmp_path / "deep/er", "HEAD~1")) == ["new-access"]
    assert newly(tmp_path / "deep/er", "HEAD") == []


SETTINGS: Final = '[tool.cfnproof]\ntemplates = ["infra"]\n'


def test_templates_where_the_settings_of_the_revision_say(tmp_path: Path) -> None:
    """Folders that are named, stacks, and the default folder where nothing is."""
    for name, settings, file in (
        ("folder", SETTINGS, "infra/app.yaml"),
        ("stack", listing("infra/app"), "infra/app.yaml"),
        ("default", "[tool.cfnproof]\n", "cfn/app.yaml"),
        ("none", "", "cfn/app.yaml"),
    ):
        root = tmp_path / name
        committed(root, {"pyproject.toml": settings, file: READ})
        committed(root, {file: WRITE})
        (one,) = newly(root, "HEAD~1", file)
        assert "newly allows s3:PutObject," in one.message


def test_a_template_that_no_settings_name(tmp_path: Path) -> None:
    """It has a past as well: what it always allowed is not new."""
    committed(tmp_path, {"pyproject.toml": SETTINGS, "infra/app.yaml": READ, "more/other.yaml": READ})
    assert newly(tmp_path, "HEAD", "more/other.yaml") == []


def test_settings_and_other_templates_are_those_of_the_revision(tmp_path: Path) -> None:
    """What is imported, and what a parameter is given."""
    app = working("- {Effect: Allow, Action: s3:GetObject, Resource: !ImportValue objects}")
    data = (
        "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: 'arn:aws:s3:::%s/*', Export: {Name: objects}}}\n"
    )
    committed(tmp_path, {"app.yaml": app, "data.yaml": data % "data", "pyproject.toml": listing("data app")})
    assert newly(tmp_path, "HEAD") == []
    laid_out(tmp_path, {"data.yaml": data % "other"} | {"pyproject.toml": listing("data app")})
    (one,) = newly(tmp_path, "HEAD")
    assert "newly allows s3:GetObject" in one.message


def test_a_template_that_moved_or_is_new(tmp_path: Path) -> None:
    """All of it is new; one that went is not looked at."""
    committed(tmp_path, {"pyproject.toml": "[tool.cfnproof]\n", "cfn/app.yaml": READ})
    (tmp_path / "cfn/app.yaml").rename(tmp_path / "cfn/moved.yaml")
    assert rules(newly(tmp_path, "HEAD", "cfn")) == ["new-access"] * 2


def test_a_template_that_could_not_be_read_then(tmp_path: Path) -> None:
    """It is an error, not no access."""
    committed(tmp_path, {"pyproject.toml": SETTINGS, "infra/app.yaml": "Resources:\n\tA: b\n"})
    laid_out(tmp_path, {"pyproject.toml": SETTINGS, "infra/app.yaml": READ})
    report = new_access([tmp_path / "infra/app.yaml"], "HEAD", find(tmp_path))
    assert (report.exit_code, len(report.errors)) == (2, 1)


def test_settings_that_could_not_be_read_then(tmp_path: Path) -> None:
    """As above."""
    committed(tmp_path, {"pyproject.toml": "[tool.cfnproof\n", "cfn/app.yaml": READ})
    laid_out(tmp_path, {"cfn/app.yaml": READ})
    with pytest.raises(CfnproofError, match=r"the revision's pyproject\.toml is not valid TOML"):
        new_access([tmp_path / "cfn/app.yaml"], "HEAD", find(tmp_path))


def test_a_template_outside_of_the_project(tmp_path: Path) -> None:
    """It has no other revision."""
    committed(tmp_path / "project", {"app.yaml": READ})
    laid_out(tmp_path / "else", {"app.yaml": READ})
    report = new_access([tmp_path / "else/app.yaml"], "HEAD", find(tmp_path / "project"))
    assert report.exit_code == 2
    assert "lies outside of the project" in report.errors[0].message
