"""A role's trust policy names one service, and guards against the confused deputy."""
