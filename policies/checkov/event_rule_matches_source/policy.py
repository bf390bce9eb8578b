"""The rule that starts a pipeline listens to its repository and branch, and may start nothing else."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("event_rule_matches_source")
