"""Every defect of docs/article.md, put back into a copy of our templates, is reported by the rule named there."""

import re
import shutil
from pathlib import Path

import pytest

from cfnproof.config import find
from cfnproof.findings import Report
from cfnproof.gates.check import check_file
from cfnproof.gates.registry import STATIC_GATES
from cfnproof.least_privilege.rules import GATE, RULES
from cfnproof.template.discover import discover
from tests.templates.defects import DEFECTS, PARSE, Defect

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's templates, settings and suppressions, to be spoilt."""
    shutil.copytree(ROOT / "cfn", tmp_path / "cfn")
    shutil.copytree(ROOT / "policies", tmp_path / "policies", ignore=shutil.ignore_patterns("checkov", "requirements"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def reports(path: Path, project: Path, *gates: str) -> list[Report]:
    """What these gates say of one file."""
    return [check_file(path, find(project), STATIC_GATES[name]) for name in gates]


def gate_of(rule: str) -> str:
    """The gate whose rule it is."""
    if rule in RULES:
        return GATE
    return "lint" if re.fullmatch(r"[EWI]\d{4}", rule) else "policy"


@pytest.mark.parametrize("defect", [one for one in DEFECTS if one.rule == PARSE], ids=lambda one: one.id)
def test_what_does_not_parse(defect: Defect, copy: Path) -> None:
    """Is an error: nothing can be said of it."""
    path = defect.apply(copy / "cfn")
    (error,) = discover([path]).errors
    assert error.file == path
    assert error.line


@pytest.mark.parametrize("defect", [one for one in DEFECTS if one.rule != PARSE], ids=lambda one: one.id)
def test_a_rule_reports_it(defect: Defect, copy: Path) -> None:
    """Where it was put in, and not before."""
    path = copy / "cfn" / (defect.reported_in or defect.file)
    (before,) = reports(path, copy, gate_of(defect.rule))
    assert (before.findings, before.errors) == ((), ())
    defect.apply(copy / "cfn")
    (after,) = reports(path, copy, gate_of(defect.rule))
    assert defect.rule in {finding.rule for finding in after.findings}, after.findings


def test_the_document_lists_the_same_defects() -> None:
    """Each by its id, with its rule."""
    text = (ROOT / "docs/article.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z0-9-]+)` \|.*\| `?([^`|]+?)`? \|$", text)
    assert sorted(rows) == sorted((defect.id, defect.rule) for defect in DEFECTS)
