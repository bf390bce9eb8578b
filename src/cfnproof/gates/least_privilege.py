"""The least-privilege gate: what each role needs beside what it is granted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.findings import Finding, GateError, GateResult, Place
from cfnproof.gates.gate import Gate, Job
from cfnproof.least_privilege.examine import examine
from cfnproof.least_privilege.projects.stacks import loaded
from cfnproof.least_privilege.rules import GATE as NAME
from cfnproof.least_privilege.rules import RULES


def run(job: Job) -> GateResult:
    """Look at the roles of each file of the job; what could not be compared is an error."""
    started = time.perf_counter()
    findings: list[Finding] = []
    errors: list[GateError] = []
    looked_at: list[Path] = []
    for path in job.files:
        try:
            findings.extend(examine(loaded(path)))
            looked_at.append(path)
        except CfnproofError as error:
            message = f"{path.name} was not looked at: {error.message}"
            errors.append(replace(GateError.of(NAME, error, path), message=message))
        except Exception as error:  # noqa: BLE001  # whatever is raised, the file was not looked at
            errors.append(GateError(NAME, f"the comparison crashed: {type(error).__name__}: {error}", Place(path)))
    return GateResult(
        NAME,
        tuple(looked_at),
        tuple(findings),
        tuple(errors),
        rules=frozenset(RULES),
        seconds=time.perf_counter() - started,
    )


GATE: Final = Gate(NAME, "what each role needs beside what it is granted", run)
