"""iam:PassRole names the roles and the service that they are passed to."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("pass_role_scoped")
