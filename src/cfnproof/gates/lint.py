"""The lint gate: cfn-lint as a library, its informational rules included.

Neither `.cfnlintrc` nor the templates' own Metadata can switch a rule off: rows of the suppression file do that.
https://github.com/aws-cloudformation/cfn-lint
"""

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import MissingToolError
from cfnproof.findings import Finding, GateError, GateResult, Place, Severity
from cfnproof.gates.gate import INSTALL, Gate, Job, element_of
from cfnproof.gates.inline_skips import lint_skips
from cfnproof.template.model import load

NAME: Final = "lint"

_SEVERITIES: Final = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "informational": Severity.INFO}
_COULD_NOT_LOOK: Final = ("E0000", "E0001", "E0002", "E0003")
"""A parse error, a transform that failed, a rule that crashed, a configuration error."""


@dataclass(slots=True)
class _Linted:
    findings: list[Finding] = field(default_factory=list)
    errors: list[GateError] = field(default_factory=list)


def run(job: Job) -> GateResult:
    """Lint each file of the job for the region of its settings.

    Raises MissingToolError where cfn-lint is not installed.
    """
    started = time.perf_counter()
    linter = _linter(job.config.region)
    if job.config.region not in linter.regions:
        reason = f"unknown region {job.config.region!r}: cfn-lint knows {', '.join(linter.regions)}"
        return GateResult(NAME, errors=(GateError(NAME, reason),))
    looked_at, findings, errors = [], [], []
    for path in job.files:
        linted = _lint(path, linter)
        findings.extend(linted.findings)
        errors.extend(linted.errors)
        if not linted.errors:
            looked_at.append(path)
    return GateResult(
        NAME,
        tuple(looked_at),
        tuple(findings),
        tuple(errors),
        rules=frozenset(linter.rules) - set(_COULD_NOT_LOOK),
        seconds=time.perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class _Linter:
    """cfn-lint's configuration and rule set, both without useful types, and the regions that it knows."""

    config: Any
    rules: Any
    regions: tuple[str, ...]


def _linter(region: str) -> _Linter:
    try:
        from cfnlint.config import ConfigMixIn  # noqa: PLC0415  # takes seconds to import
        from cfnlint.helpers import REGIONS  # noqa: PLC0415  # as above
        from cfnlint.runner import Runner  # noqa: PLC0415  # as above
    except ImportError as error:
        raise MissingToolError(f"the lint gate needs cfn-lint ({error}): {INSTALL}") from error
    handle, empty = tempfile.mkstemp(suffix=".yaml", text=True)  # cfn-lint reads .cfnlintrc unless given another file
    try:
        with os.fdopen(handle, "w") as file:
            file.write("{}\n")
        config = ConfigMixIn(
            [], config_file=empty, regions=[region], include_checks=["I"], mandatory_checks=["E", "W", "I"]
        )
        return _Linter(config, Runner(config).rules, tuple(REGIONS))
    finally:
        Path(empty).unlink()


def _lint(path: Path, linter: _Linter) -> _Linted:
    from cfnlint.runner.template.runner import run_template_by_file_path  # noqa: PLC0415  # takes seconds to import

    linted = _Linted(findings=list(lint_skips(load(path), NAME)))
    try:
        matches = list(run_template_by_file_path(str(path), linter.config, linter.rules, ignore_bad_template=False))
    except Exception as error:  # noqa: BLE001  # whatever cfn-lint raises, the file was not looked at
        linted.errors.append(GateError(NAME, f"cfn-lint failed: {type(error).__name__}: {error}", Place(path)))
        return linted
    linted.errors.extend(_errors(path, matches))
    linted.findings.extend(_findings(path, matches))
    return linted


def _errors(path: Path, matches: Iterable[Any]) -> Iterator[GateError]:
    for match in matches:
        if match.rule.id in _COULD_NOT_LOOK:
            place = Place(path, match.linenumber, match.columnnumber)
            yield GateError(NAME, f"cfn-lint could not look ({match.rule.id}): {match.message}", place)


def _findings(path: Path, matches: Iterable[Any]) -> Iterator[Finding]:
    for match in matches:
        if match.rule.id not in _COULD_NOT_LOOK:
            yield Finding(
                rule=match.rule.id,
                gate=NAME,
                severity=_SEVERITIES[match.rule.severity],
                message=match.message,
                place=Place(path, match.linenumber, match.columnnumber),
                element=element_of(getattr(match, "path", None)),
                help=match.rule.source_url or "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md",
            )


GATE: Final = Gate(NAME, "cfn-lint with its informational rules", run)
