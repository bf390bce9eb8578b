"""The kinds of check: one a file, each from templates to a result."""
