"""Reading typed text: danger by rules, topic and reason by small models; all of it from the content."""

from bot.core.understand.reader import Reader, Reading, Span

__all__ = ["Reader", "Reading", "Span"]
