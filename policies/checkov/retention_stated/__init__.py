"""What holds data says what becomes of it."""
