"""CloudFormation actions: stacks and change sets from templates in artifacts."""
