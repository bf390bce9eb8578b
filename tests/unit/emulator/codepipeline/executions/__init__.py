"""Executions of pipelines."""
