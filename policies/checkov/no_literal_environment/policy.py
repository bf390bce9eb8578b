"""No account id, region or partition is written into the template."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("no_literal_environment")
