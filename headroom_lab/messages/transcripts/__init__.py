"""Transcripts: text in which labels such as ``User:`` say who speaks."""
