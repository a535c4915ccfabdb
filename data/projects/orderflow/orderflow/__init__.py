"""Nightly import of shop orders."""
