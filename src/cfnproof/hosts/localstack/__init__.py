"""LocalStack from outside: its environment, its process, and the host that is a client of it."""
