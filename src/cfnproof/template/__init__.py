"""Template text to a tree with line numbers, and what can be said of it before deployment."""
