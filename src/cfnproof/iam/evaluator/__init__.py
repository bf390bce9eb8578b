"""Decisions on requests."""

from cfnproof.iam.evaluator.evaluation import evaluate
from cfnproof.iam.evaluator.policies import Policies

__all__ = ["Policies", "evaluate"]
