"""The project's stacks as one: what a value of any of them is, told in the same terms."""
