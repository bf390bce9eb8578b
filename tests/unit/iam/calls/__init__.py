"""From API calls to what IAM is asked."""
