"""The rules of self-care in chat: pure functions over content, answers and time; no Discord, database or clock."""
