"""Artifacts are made once, before they are used, in the numbers that each action takes."""
