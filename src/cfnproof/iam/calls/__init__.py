"""From an API call to the requests that IAM evaluates for it."""
