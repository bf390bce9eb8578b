"""The run gate."""
