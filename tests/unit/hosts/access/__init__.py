"""Tests of who asks, and whether they may."""
