"""What makes a system prompt cacheable."""
