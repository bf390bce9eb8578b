"""Who makes a request, and whether IAM lets them: the same on every host."""
