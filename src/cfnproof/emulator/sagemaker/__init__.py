"""SageMaker: models, endpoints, model package groups and training jobs. The host answers what is not answered here.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/Welcome.html
"""
