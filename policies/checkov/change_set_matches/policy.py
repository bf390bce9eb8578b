"""The change set that is executed is the one that was made, and each one made is executed."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("change_set_matches")
