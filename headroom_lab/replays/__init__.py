"""What a recorded session cost, and what it would have cost under other policies."""
