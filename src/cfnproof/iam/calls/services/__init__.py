"""One table a service: which actions its operations ask for, on what, and which condition keys the members give."""
