"""Single requests put together into the sessions that they were made in."""
