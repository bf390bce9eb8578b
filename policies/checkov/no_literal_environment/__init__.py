"""No account id, region or partition is written into the template."""
