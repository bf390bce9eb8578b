"""IAM's simulations, through boto3 on an account that decides on real requests by the same policies."""
