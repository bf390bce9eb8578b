"""The stacks of a project, and what is known of their resources."""
