"""What is done for each resource type: a table of calls, and code only where a type is odd."""
