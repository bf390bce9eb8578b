"""A state machine's definition is valid Amazon States Language, and its executions are logged."""
