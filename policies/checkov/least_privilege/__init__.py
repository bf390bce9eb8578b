"""A role is granted what its workload needs, and nothing else."""
