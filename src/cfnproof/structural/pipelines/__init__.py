"""Pipelines as rules read them: stages and actions, AWS's action types, artifacts, and the events that start them."""
