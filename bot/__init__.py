"""Easeback: a chat-based self-care assistant for Discord communities."""
