"""The formats that results are written in: one a file."""
