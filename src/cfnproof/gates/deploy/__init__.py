"""The gate that deploys the project's stacks."""
