"""Tests of one emulated service."""
