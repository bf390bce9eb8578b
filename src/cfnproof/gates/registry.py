"""Every gate, by name, in the order of reports. A gate that is not here does not run."""

from collections.abc import Mapping
from typing import Final

from cfnproof.gates import lint
from cfnproof.gates.gate import Gate
from cfnproof.gates.policy import gate as policy

GATES: Final[Mapping[str, Gate]] = {gate.name: gate for gate in (lint.GATE, policy.GATE)}
