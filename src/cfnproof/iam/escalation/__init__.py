"""Privilege escalation: the documented ways to more privileges that policies leave open to who has them."""

from cfnproof.iam.escalation.finding import escalations
from cfnproof.iam.escalation.model import Escalation, Grant, Path
from cfnproof.iam.escalation.paths import all_paths

__all__ = ["Escalation", "Grant", "Path", "all_paths", "escalations"]
