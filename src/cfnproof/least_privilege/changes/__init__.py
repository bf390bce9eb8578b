"""Policies by whose they are, and what those of one revision of a project allow that those of another do not."""
