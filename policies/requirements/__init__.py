"""The tables of what workloads need of their roles: a package, so that they are built into the wheel."""
