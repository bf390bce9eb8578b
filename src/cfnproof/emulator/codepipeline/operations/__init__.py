"""The operations on pipelines, executions, transitions, approvals and jobs."""
