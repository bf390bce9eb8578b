"""Training jobs: operations, what a request may ask for, data in, artifacts out, and the work between.

https://docs.aws.amazon.com/sagemaker/latest/dg/how-it-works-training.html
"""
