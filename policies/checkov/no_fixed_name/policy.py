"""Two stacks of the template can live in one account: no physical name is fixed."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("no_fixed_name")
