"""Anyone's compressor as a policy: called, understood, its losses found by difference."""
