"""The moto host."""
