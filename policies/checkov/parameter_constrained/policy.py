"""Every parameter has a description, a constraint and no placeholder."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("parameter_constrained")
