"""Topics, queues, log groups and endpoint volumes are encrypted."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("storage_encrypted")
