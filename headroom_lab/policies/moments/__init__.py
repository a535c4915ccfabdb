"""When a policy may cut: at entry, on a cold cache, at a compaction, when it pays."""
