"""Artifacts are made once, before they are used, in the numbers that each action takes."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("artifacts_flow")
