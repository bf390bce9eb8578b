"""The gate that runs the project's pipelines."""
