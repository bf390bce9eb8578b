"""A template's text changed in place: nodes as text, edits that keep every other byte, and what changed as a diff."""
