"""The least-privilege gate: findings with their places, and nothing that passes by accident."""

from pathlib import Path

import pytest

from cfnproof.config import Config
from cfnproof.findings import GateResult, Severity
from cfnproof.gates import least_privilege
from cfnproof.gates.gate import Job
from cfnproof.gates.registry import STATIC_GATES
from cfnproof.least_privilege.rules import RULES, explanation
from tests.unit.least_privilege.comparison.projects import PUBLISH, laid_out, line_of, listing, ticking, working

WIDE = ticking(PUBLISH.replace("sns:Publish", "'sns:*'"))


def looked_at(folder: Path, *names: str) -> GateResult:
    """What the gate says of templates."""
    return least_privilege.run(Job(tuple(folder / name for name in names), Config(folder)))


def test_findings_have_place_element_and_severity(tmp_path: Path) -> None:
    """One template that is right, one that is not; both were looked at."""
    laid_out(tmp_path, {"good.yaml": ticking(PUBLISH), "wide.yaml": WIDE})
    result = looked_at(tmp_path, "good.yaml", "wide.yaml")
    assert (result.gate, result.errors) == ("least_privilege", ())
    assert result.files == (tmp_path / "good.yaml", tmp_path / "wide.yaml")
    (one,) = result.findings
    assert (one.rule, one.gate, one.severity, one.element) == (
        "unneeded-action",
        "least_privilege",
        Severity.HIGH,
        "Worker",
    )
    assert (one.place.file, one.place.line) == (tmp_path / "wide.yaml", line_of(WIDE, "sns:*"))
    assert one.help.startswith("https://docs.aws.amazon.com/")


def test_a_template_without_roles(tmp_path: Path) -> None:
    """It was looked at."""
    laid_out(tmp_path, {"app.yaml": "Resources: {T: {Type: AWS::SNS::Topic}}\n"})
    result = looked_at(tmp_path, "app.yaml")
    assert (result.files, result.findings, result.errors) == ((tmp_path / "app.yaml",), (), ())


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """It was not looked at, and the others were."""
    laid_out(tmp_path, {"app.yaml": ticking(PUBLISH), "broken.yaml": "Resources:\n\tA: b\n"})
    result = looked_at(tmp_path, "broken.yaml", "app.yaml", "none.yaml")
    assert result.files == (tmp_path / "app.yaml",)
    first, second = result.errors
    assert first.place is not None
    assert (first.place.file, first.place.line) == (tmp_path / "broken.yaml", 2)
    assert "broken.yaml was not looked at" in first.message
    assert "none.yaml was not looked at: cannot be read" in second.message


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"pyproject.toml": listing("app other"), "other.yaml": "Resources:\n\tA: b\n"}, "other.yaml"),
        ({"pyproject.toml": listing("app other")}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.cfnproof]\nnope = 1\n"}, "pyproject.toml"),
        ({"policies/requirements/roles.yaml": "app.Worker: [{id: x}]\n"}, "roles.yaml"),
        ({"policies/requirements/roles.yaml": "- x\n"}, "roles.yaml"),
    ],
)
def test_a_project_that_cannot_be_read_is_an_error(files: dict[str, str], place: str, tmp_path: Path) -> None:
    """At its own place; the template counts as not looked at."""
    laid_out(tmp_path, {"app.yaml": ticking(PUBLISH), **files})
    result = looked_at(tmp_path, "app.yaml")
    assert (result.files, result.findings) == ((), ())
    (error,) = result.errors
    assert error.place is not None
    assert error.place.file.name in {place, "other.yaml"}
    assert "app.yaml was not looked at" in error.message


def test_a_comparison_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a pass."""

    def crash(_template: object) -> list[object]:
        raise RuntimeError("broken comparison")

    monkeypatch.setattr(least_privilege, "examine", crash)
    laid_out(tmp_path, {"app.yaml": ticking(PUBLISH)})
    result = looked_at(tmp_path, "app.yaml")
    assert result.files == ()
    assert [one.message for one in result.errors] == ["the comparison crashed: RuntimeError: broken comparison"]


def test_it_is_a_static_gate_and_knows_its_rules(tmp_path: Path) -> None:
    """So that a suppression of a rule that does not exist is noticed; each rule can be explained."""
    laid_out(tmp_path, {"app.yaml": working(PUBLISH)})
    assert STATIC_GATES["least_privilege"] is least_privilege.GATE
    result = looked_at(tmp_path, "app.yaml")
    assert result.rules == frozenset(RULES)
    assert {one.rule for one in result.findings} <= result.rules
    for rule in RULES.values():
        text = explanation(rule.id)
        assert text.startswith(f"{rule.id}\n{rule.title}.\n")
        assert rule.help in text
