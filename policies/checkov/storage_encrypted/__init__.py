"""Topics, queues, log groups and endpoint volumes are encrypted."""
