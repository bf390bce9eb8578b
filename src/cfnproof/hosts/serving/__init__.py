"""An emulated account over HTTP: requests of any AWS client to services and operations, and the server."""
