"""What Step Functions does in its optimised integrations with the services that the emulator adds."""
