"""iam:PassRole names the roles and the service that they are passed to."""
