"""Many conversations, many settings: sweeps and what is kept of what is used later."""
