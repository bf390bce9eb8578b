"""The policy gate: checkov's policies, the project's own, and our structural rules. checkov is only here."""
