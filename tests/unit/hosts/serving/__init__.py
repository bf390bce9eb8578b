"""The emulated account over HTTP."""
