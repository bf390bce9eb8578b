"""What works with a role: pipelines, state machines, event rules, stacks, training jobs and models."""
