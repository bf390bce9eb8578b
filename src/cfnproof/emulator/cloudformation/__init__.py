"""CloudFormation: a template language, an engine that makes resources through boto3, and the service's operations.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/Welcome.html
"""
