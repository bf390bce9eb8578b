"""Collects each template as pytest items, one a gate."""
