"""Studies over conversations: replays, sweeps, and what is kept of what is used later."""
