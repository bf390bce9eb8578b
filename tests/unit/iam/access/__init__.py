"""Tests of cfnproof.iam.access."""
