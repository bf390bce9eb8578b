"""Each pipeline action is of a known type, with the Configuration keys of that type."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("action_type_known")
