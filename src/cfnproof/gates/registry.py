"""Every gate, by name, in the order of reports. A gate that is not here does not run."""

from collections.abc import Mapping
from typing import Final

from cfnproof.gates import least_privilege, lint
from cfnproof.gates.deploy import gate as deploy
from cfnproof.gates.gate import Gate
from cfnproof.gates.policy import gate as policy
from cfnproof.gates.run import gate as run

STATIC_GATES: Final[Mapping[str, Gate]] = {gate.name: gate for gate in (lint.GATE, policy.GATE, least_privilege.GATE)}
"""Those that read a template by itself: `cfnproof check`, and pytest's items."""

GATES: Final[Mapping[str, Gate]] = {**STATIC_GATES, deploy.GATE.name: deploy.GATE, run.GATE.name: run.GATE}
"""All: `cfnproof gate`."""
