"""Canonical MLOps CloudFormation templates, and the gates that prove them."""

__version__ = "0.1.0"
