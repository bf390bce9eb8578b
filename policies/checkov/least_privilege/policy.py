"""A role is granted what its workload needs, and nothing else."""

from cfnproof.gates.policy.least_privilege_check import least_privilege_check

check = least_privilege_check()
