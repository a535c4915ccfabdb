"""What stays when a conversation doesn't fit."""
