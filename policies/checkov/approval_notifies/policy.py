"""A manual approval names the topic that it notifies."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("approval_notifies")
