"""SageMaker Runtime: inference from endpoints, answered with what the endpoint would serve.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Runtime.html
"""
