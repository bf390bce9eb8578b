"""What change sets say."""
