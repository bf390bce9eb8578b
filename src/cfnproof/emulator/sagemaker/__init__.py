"""SageMaker: models, endpoints and model package groups. The host answers what is not answered here.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/Welcome.html
"""
