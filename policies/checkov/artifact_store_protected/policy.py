"""A pipeline's artifacts are encrypted with a customer key, versioned, never public, reached over TLS only."""

from cfnproof.gates.policy.structural_check import structural_check

check = structural_check("artifact_store_protected")
