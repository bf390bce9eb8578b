"""Tables of resource types: what AWS says of each, as data."""
