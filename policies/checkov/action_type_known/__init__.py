"""Each pipeline action is of a known type, with the Configuration keys of that type."""
