"""`cfnproof serve` as those use it who have the AWS CLI and git."""
