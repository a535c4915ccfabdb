"""The version, which every result carries in its provenance."""

__version__ = "0.1.0"
