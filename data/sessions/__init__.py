"""The recorded conversations, one a file: each has ``record()``, which returns the document."""
