"""Tests of what is spent for nothing."""
