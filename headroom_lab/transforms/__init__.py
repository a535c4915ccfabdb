"""What can be cut."""
