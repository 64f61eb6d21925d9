"""What keeps the bot running: clock, sleeper, logs, and what the host is told."""
