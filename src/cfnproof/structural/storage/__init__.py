"""What is stored where: which bucket or key a value means, and who can reach it."""
