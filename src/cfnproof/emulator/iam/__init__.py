"""IAM's policy simulation: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html ."""
