"""IAM without AWS: policies, decisions on requests, and which requests an API call makes."""
