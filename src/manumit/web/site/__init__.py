"""Settings, addresses, the embedded database, starting and refusing to start."""
