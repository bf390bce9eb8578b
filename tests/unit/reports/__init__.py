"""The formats, on the same sample reports; arbitrary text breaks none of them."""
