"""A role's trust policy names one service, and guards against the confused deputy."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("service_trust")
