"""Where what a role is granted and what it needs differ."""
