"""What runs the actions: one file a provider, one registry."""
