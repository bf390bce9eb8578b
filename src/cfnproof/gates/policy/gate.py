"""The policy gate: checkov's built-in CloudFormation policies as a library, offline, the project's own, and our rules.

Our structural rules are called directly, for their exact lines; their checkov policies are loaded all the same, so that
one that plain checkov could not load is an error here.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Final

from cfnproof.findings import Finding, GateError, GateResult, Place
from cfnproof.gates.gate import Gate, Job
from cfnproof.gates.inline_skips import policy_skips
from cfnproof.gates.policy.engine import checkov
from cfnproof.gates.policy.folders import policies
from cfnproof.locations import shipped_policies
from cfnproof.structural.examine import GATE as NAME
from cfnproof.structural.examine import SAMPLED, examine, sampled
from cfnproof.structural.registry import RULES
from cfnproof.template.model import Template, load


def run(job: Job) -> GateResult:
    """Check each file of the job against every policy.

    Raises MissingToolError where checkov is not installed.
    """
    started = time.perf_counter()
    templates = [load(path) for path in job.files]
    own = policies([shipped_policies(), job.config.policies], NAME)
    engine = checkov(own)
    said = [*engine.scan(templates), *_examine(templates)]
    errors = [*own.errors, *engine.errors, *(one for one in said if isinstance(one, GateError))]
    blind = {error.place.file for error in errors if error.place}
    return GateResult(
        NAME,
        tuple(path for path in job.files if path not in blind),
        tuple(one for one in said if isinstance(one, Finding)),
        tuple(errors),
        rules=engine.rules | RULES.keys() | {SAMPLED},
        seconds=time.perf_counter() - started,
    )


def _examine(templates: Iterable[Template]) -> Iterator[Finding | GateError]:
    """What our own rules say; a rule that crashes has not looked."""
    for template in templates:
        yield from policy_skips(template, NAME)
        yield from sampled(template)
        for rule in RULES.values():
            try:
                yield from list(examine(template, rule))
            except Exception as error:  # noqa: BLE001  # whatever the rule raises, the file was not looked at
                reason = f"policy {rule.id!r} crashed: {type(error).__name__}: {error}"
                yield GateError(NAME, reason, Place(template.path))


GATE: Final = Gate(NAME, "checkov's policies, the project's own, and the structural rules", run)
