"""Our own policies: one rule a file, each a function from a template to violations."""
