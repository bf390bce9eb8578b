"""How executions go through the stages of a pipeline."""
