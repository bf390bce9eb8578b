"""Requests and decisions as JSON objects, one to a line."""
