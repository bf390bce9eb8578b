"""Tests of CloudFormation actions."""
