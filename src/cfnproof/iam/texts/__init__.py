"""The texts in policies: wildcards and policy variables."""
