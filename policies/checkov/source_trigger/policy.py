"""A pipeline's source starts it in one way: by an event rule, or by hand where the template says so."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("source_trigger")
