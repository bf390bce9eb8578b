"""What happens to a stack: create, update, delete, roll back, clean up."""
