"""`cfnproof iam fix` makes each spoilt policy of `cfn/` grant just what is needed, and leaves all else as it is."""

import difflib
import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from cfnproof.cli import main
from cfnproof.least_privilege.examine import examine
from cfnproof.template.model import load
from tests.pipelines.grants import template_of
from tests.templates import mutations
from tests.templates.defects import DEFECTS, Defect
from tests.templates.mutations import TEMPLATES, Statement

ROOT: Final = Path(__file__).parents[2]
PRIVILEGES: Final = (
    "source-of-every-repository",
    "bucket-action-on-objects",
    "builds-nobody-asked-for",
    "every-state-machine",
    "key-not-granted",
)
STATEMENTS: Final = tuple(mutations.all_statements())
DROPPED: Final = tuple(mutations.dropped())
SPOILT: Final = [
    (statement, change)
    for statement in STATEMENTS
    for change in (mutations.strange_action, mutations.wider_action, mutations.any_resource)
]
SOME: Final = 9
"""Every so many of the spoilt ones are mended in the suite; the deep tests mend all."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's templates and settings, to be spoilt; it is the working folder."""
    shutil.copytree(ROOT / "cfn", tmp_path / "cfn")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mended(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints when it has mended a template, of which nothing is left to report."""
    assert main(["iam", "fix", str(file)]) == 0
    assert examine(load(file)) == ()
    return capsys.readouterr().out


@pytest.mark.parametrize("defect", [one for one in DEFECTS if one.id in PRIVILEGES], ids=lambda one: one.id)
def test_defects_of_the_article(defect: Defect, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only lines of the statements in question change, and the diff shows them."""
    file = defect.apply(project / "cfn")
    before = file.read_text(encoding="utf-8")
    shown = mended(file, capsys)
    after = file.read_text(encoding="utf-8")
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    name = file.relative_to(project)
    wanted = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    assert shown == "".join(wanted)


def test_a_dry_run_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The diff is shown all the same."""
    defect = next(one for one in DEFECTS if one.id == PRIVILEGES[0])
    file = defect.apply(project / "cfn")
    before = file.read_bytes()
    assert main(["iam", "fix", "--dry-run", str(file)]) == 0
    assert file.read_bytes() == before
    assert "-                Resource: '*'" in capsys.readouterr().out


def test_a_template_without_findings_stays_as_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte."""
    for file in sorted((project / "cfn").glob("*.yaml")):
        before = file.read_bytes()
        assert "nothing to change" in mended(file, capsys)
        assert file.read_bytes() == before


def spoilt(text: str, stack: str, project: Path) -> Path:
    """A template of the project with another text."""
    file = project / "cfn" / TEMPLATES[stack].name
    file.write_text(json.dumps(json.loads(text), indent=2), encoding="utf-8")
    return file


def widened(statement: Statement, change: mutations.Change, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A statement that grants more than is needed is mended."""
    file = spoilt(mutations.changed(statement, change), statement.stack, project)
    mended(file, capsys)


@pytest.mark.parametrize(("statement", "change"), SPOILT[::SOME], ids=lambda one: getattr(one, "__name__", str(one)))
def test_what_is_granted_too_much(
    statement: Statement, change: mutations.Change, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In JSON, too."""
    widened(statement, change, project, capsys)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("statement", "change"),
    [one for index, one in enumerate(SPOILT) if index % SOME],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_all_else_that_is_granted_too_much(
    statement: Statement, change: mutations.Change, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As above."""
    widened(statement, change, project, capsys)


@pytest.mark.parametrize(
    ("stack", "text"), [(one[1], one[4]) for one in DROPPED[::SOME]], ids=[one[0] for one in DROPPED[::SOME]]
)
def test_what_lacks(stack: str, text: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is granted again, on just the resource that needs it."""
    mended(spoilt(text, stack, project), capsys)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("stack", "text"),
    [(one[1], one[4]) for index, one in enumerate(DROPPED) if index % SOME],
    ids=[one[0] for index, one in enumerate(DROPPED) if index % SOME],
)
def test_all_else_that_lacks(stack: str, text: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As above."""
    mended(spoilt(text, stack, project), capsys)


@pytest.mark.parametrize("stack", TEMPLATES)
def test_a_role_without_policies(stack: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Gets all that it needs."""
    body = template_of(TEMPLATES[stack])
    for resource in body["Resources"].values():
        if resource["Type"] == mutations.ROLE:
            del resource["Properties"]["Policies"]
    mended(spoilt(json.dumps(body), stack, project), capsys)
