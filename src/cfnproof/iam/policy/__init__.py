"""Policies: read, refused where they are malformed, compiled once, and indexed by action."""

from cfnproof.iam.policy.compiling import compile_policy
from cfnproof.iam.policy.errors import MalformedPolicyError
from cfnproof.iam.policy.index import PolicySet
from cfnproof.iam.policy.kinds import PolicyKind
from cfnproof.iam.policy.model import Policy

__all__ = ["MalformedPolicyError", "Policy", "PolicyKind", "PolicySet", "compile_policy"]
