"""The rule that starts a pipeline listens to its repository and branch, and may start nothing else."""
