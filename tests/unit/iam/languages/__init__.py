"""Tests of cfnproof.iam.languages."""
