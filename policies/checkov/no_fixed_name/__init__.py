"""Two stacks of the template can live in one account: no physical name is fixed."""
