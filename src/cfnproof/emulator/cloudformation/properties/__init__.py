"""Properties against the resource schema: what CloudFormation refuses, what it converts, what a change replaces."""
