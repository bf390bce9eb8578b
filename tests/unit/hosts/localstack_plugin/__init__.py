"""The plugin inside LocalStack, asked through its door: `--host localstack`, as `tox -e localstack` has it."""
