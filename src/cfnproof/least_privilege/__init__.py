"""What each role of the templates needs, what it is granted, and where the two differ."""
