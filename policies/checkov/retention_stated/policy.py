"""What holds data says what becomes of it."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("retention_stated")
