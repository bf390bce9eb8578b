"""Rows of the suppression file: what they cover, when they stop, and what is wrong with them."""

from datetime import date
from pathlib import Path

import pytest

from cfnproof.config import Config
from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, GateResult, Place, Severity
from cfnproof.suppressions import apply, load

TODAY = date(2026, 6, 15)
ROW = "- {{rule: R1, file: a.yaml, logical_id: Bucket, reason: known, expires: {expires}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Config:
    """A project with one template."""
    (tmp_path / "a.yaml").write_text("x", encoding="utf-8")
    return Config(tmp_path, suppressions=tmp_path / "suppressions.yaml")


def result(project: Config, *findings: tuple[str, str | None], looked: bool = True) -> GateResult:
    """What a gate with the rules R1 and R2 says of a.yaml."""
    file = project.root / "a.yaml"
    found = tuple(
        Finding(rule, "gate", Severity.LOW, "message", Place(file, 3), element, "help") for rule, element in findings
    )
    return GateResult("gate", (file,) if looked else (), found, rules=frozenset({"R1", "R2"}))


def applied(project: Config, text: str, *results: GateResult) -> tuple[list[str], list[str], list[str]]:
    """The findings that are left, the reasons of those that are not, and the messages about rows."""
    project.suppressions.write_text(text, encoding="utf-8")
    found = apply(results, load(project), TODAY)
    left = [f"{one.rule} {one.element}" for each in found if each.gate == "gate" for one in each.findings]
    reasons = [one.reason for each in found for one in each.suppressed]
    rows = [f"{one.rule}: {one.message}" for each in found if each.gate == "suppressions" for one in each.findings]
    return left, reasons, rows


def test_a_row_covers_its_rule_file_and_logical_id_only(project: Config) -> None:
    """The same rule elsewhere, and another rule there, stay."""
    said = result(project, ("R1", "Bucket"), ("R1", "Other"), ("R2", "Bucket"), ("R1", None))
    left, reasons, rows = applied(project, ROW.format(expires="2026-12-31"), said)
    assert left == ["R1 Other", "R2 Bucket", "R1 None"]
    assert reasons == ["known"]
    assert rows == []


def test_without_a_logical_id_a_row_covers_the_template_itself(project: Config) -> None:
    """And nothing that belongs to an element."""
    row = "- {rule: R1, file: a.yaml, reason: known, expires: 2026-12-31}\n"
    left, reasons, _ = applied(project, row, result(project, ("R1", "Bucket"), ("R1", None)))
    assert (left, reasons) == (["R1 Bucket"], ["known"])


def test_the_last_day_counts(project: Config) -> None:
    """Expires is inclusive."""
    left, _, rows = applied(project, ROW.format(expires="2026-06-15"), result(project, ("R1", "Bucket")))
    assert (left, rows) == ([], [])


def test_the_day_after_it_does_not(project: Config) -> None:
    """The finding is back, and the row is one itself."""
    left, _, rows = applied(project, ROW.format(expires="2026-06-14"), result(project, ("R1", "Bucket")))
    assert left == ["R1 Bucket"]
    assert rows == ["suppression_expires: the row for 'R1' expired on 2026-06-14: mend the finding, or decide again"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "{rule: R1, file: a.yaml, logical_id: Bucket, expires: 2026-12-31}",
            "suppression_reason: the row for 'R1' has no reason",
        ),
        ("{rule: R1, file: a.yaml, logical_id: Bucket, reason: ' ', expires: 2026-12-31}", "suppression_reason"),
        (
            "{rule: R1, file: a.yaml, logical_id: Bucket, reason: r}",
            "suppression_expires: the row for 'R1' has no expires",
        ),
        ("{rule: R1, file: a.yaml, logical_id: Bucket, reason: r, expires: soon}", "expires 'soon', which is no date"),
        ("{rule: R1, file: a.yaml, logical_id: Bucket, reason: r, expires: 2026-02-30}", "which is no date"),
    ],
)
def test_a_row_with_a_fault_is_a_finding_and_covers_nothing(project: Config, row: str, words: str) -> None:
    """No reason, no day, a day that is none."""
    left, _, rows = applied(project, f"- {row}\n", result(project, ("R1", "Bucket")))
    assert left == ["R1 Bucket"]
    assert len(rows) == 1
    assert words in rows[0]


def test_an_unused_row_is_a_finding_only_where_its_rule_looked(project: Config) -> None:
    """Its gate ran, and on its file."""
    text = ROW.format(expires="2026-12-31")
    assert applied(project, text, result(project))[2] == [
        "suppression_unused: the row for 'R1' with logical id 'Bucket' matches nothing in a.yaml: remove the row"
    ]
    assert applied(project, text, result(project, looked=False))[2] == []
    assert applied(project, text.replace("R1", "R9"), result(project))[2] == []


def test_a_row_for_a_file_that_is_gone(project: Config) -> None:
    """Matches nothing, whatever was checked."""
    rows = applied(project, ROW.format(expires="2026-12-31").replace("a.yaml", "gone.yaml"))[2]
    assert len(rows) == 1
    assert "does not exist: remove the row" in rows[0]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- rule: R1\n  file: a.yaml\n  until: 2026-12-31\n", 3, "unknown key 'until': a row has rule, file"),
        ("rule: R1\n", 1, "must be a list of rows"),
        ("- R1\n", 1, "a row must be a mapping"),
        ("- {rule: R1}\n", 1, "a row without file"),
        ("- {file: a.yaml}\n", 1, "a row without rule"),
        ("- rule: R1\n  rule: R2\n", 2, "duplicate key 'rule'"),
    ],
)
def test_a_malformed_file_is_refused(project: Config, text: str, line: int, words: str) -> None:
    """With its line; nothing is suppressed by half a file."""
    project.suppressions.write_text(text, encoding="utf-8")
    with pytest.raises(CfnproofError) as caught:
        load(project)
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == (project.suppressions, line)


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n", None])
def test_no_rows(project: Config, text: str | None) -> None:
    """No file, an empty one, and one of comments hold none."""
    if text is not None:
        project.suppressions.write_text(text, encoding="utf-8")
    assert load(project).rows == ()
