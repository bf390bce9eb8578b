"""Tests of cfnproof.iam.escalation."""
