"""A stack is changed only after an approval, given once the change set was there to see."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("deploy_after_approval")
