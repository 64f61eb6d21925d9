"""The rules of self-care in chat: pure functions over content, answers and time. Knows no Discord, database or clock."""
