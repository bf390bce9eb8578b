"""A state machine's definition is valid Amazon States Language, and its executions are logged."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("state_machine_definition")
