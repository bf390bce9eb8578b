"""A pipeline's source starts it in one way: by an event rule, or by hand where the template says so."""
