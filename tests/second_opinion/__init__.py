"""Both engines of CloudFormation on the same templates: ours, and LocalStack's own."""
