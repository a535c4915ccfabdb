"""What is spent for nothing: one detector a file."""
