"""What values can be at deployment: by their parameters, by what those accept, and as ARNs."""
