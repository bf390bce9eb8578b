"""A pipeline's artifacts are encrypted with a customer key, versioned, never public, reached over TLS only."""
