"""Conversations from disk."""
