"""Every policy of ours on its cases under plain checkov: its own command line with `--external-checks-dir`."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from cfnproof.config import Config
from cfnproof.gates.gate import Job
from cfnproof.gates.policy import gate as policy
from cfnproof.least_privilege.rules import GATE as LEAST_PRIVILEGE
from cfnproof.structural.registry import RULES
from cfnproof.template.model import load
from tests.policies.cases import Case, cases

_ROOT = Path(__file__).parents[2]
CASES = cases()
POLICIES = {*RULES, LEAST_PRIVILEGE}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Path], set[str]]:
    """The resources that checkov fails, by policy and file, from one run over all cases."""
    command = [sys.executable, "-m", "checkov.main", "--framework", "cloudformation", "--skip-download", "--quiet"]
    command += ["--external-checks-dir", str(_ROOT / "policies/checkov"), "--output", "json"]
    command += ["--check", ",".join(sorted(POLICIES))]
    command += ["--file", *(str(case.path) for case in CASES)]
    done = subprocess.run(  # noqa: S603  # checkov's own command line
        command, cwd=tmp_path_factory.mktemp("elsewhere"), capture_output=True, text=True, check=False
    )
    assert "Cannot load" not in done.stderr, done.stderr
    assert "Failed to run check" not in done.stderr, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    found: dict[tuple[str, Path], set[str]] = defaultdict(set)
    for record in report["results"]["failed_checks"]:
        found[record["check_id"], Path(record["file_abs_path"])].add(record["resource"].rsplit(".", 1)[1])
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, failed: dict[tuple[str, Path], set[str]]) -> None:
    """The resources fail that the comments name; an element that is no resource counts for the first one."""
    resources = load(case.path).resources
    first = next(iter(resources))
    expected = {one.element if one.element in resources else first for one in case.expected}
    assert failed[case.rule, case.path] == expected


def test_every_policy_has_a_folder() -> None:
    """A rule without one would be missing under plain checkov."""
    folders = {path.name for path in (_ROOT / "policies/checkov").iterdir() if not path.name.startswith("_")}
    assert folders == POLICIES


def test_the_policy_gate_leaves_least_privilege_to_its_gate(tmp_path: Path) -> None:
    """It loads the policy, and what that would fail is no finding of its own."""
    own = [case.path for case in CASES if case.rule == LEAST_PRIVILEGE]
    result = policy.run(Job(tuple(own), Config(tmp_path, policies=tmp_path / "none")))
    assert result.errors == ()
    assert LEAST_PRIVILEGE in result.rules
    assert LEAST_PRIVILEGE not in {one.rule for one in result.findings}
