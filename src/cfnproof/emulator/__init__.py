"""What open emulators lack, one folder a service: it knows boto3 clients and botocore's models, and no host."""
