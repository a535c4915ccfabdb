"""Which tool definitions are sent, and how: at a stream's first request and on a cold cache."""
