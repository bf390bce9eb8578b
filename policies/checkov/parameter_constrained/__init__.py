"""Every parameter has a description, a constraint and no placeholder."""
