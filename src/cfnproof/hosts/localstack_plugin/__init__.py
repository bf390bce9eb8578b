"""What runs inside LocalStack: the emulator's services, IAM on every request, and what else the pipelines need there.

LocalStack finds it by the entry points in pyproject.toml. It imports no checkov, no cfn-lint and no moto.
"""
