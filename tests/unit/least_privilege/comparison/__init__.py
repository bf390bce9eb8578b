"""Tests of cfnproof.least_privilege.comparison."""
