"""The IAM policy documents of a template: where they stand, their statements, and whom and what those mean."""
