"""Measurements against peers; not part of pytest's default run."""
