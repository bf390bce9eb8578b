"""What a pipeline is declared to be, and what CodePipeline asks of it."""
