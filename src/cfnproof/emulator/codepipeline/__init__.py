"""CodePipeline: pipelines, their versions and tags.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/Welcome.html
"""
