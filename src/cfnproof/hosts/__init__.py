"""Where the emulated account runs."""
