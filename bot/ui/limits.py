"""What Discord takes, in characters and counts, and how a text that is too long is cut."""

import logging

log = logging.getLogger(__name__)

V2_TEXT = 4000
V2_COMPONENTS = 40
CONTENT = 2000
BUTTON_LABEL = 80
ROW_BUTTONS = 5
ALT = 256
MODAL_TITLE = 45
MODAL_PARTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
OPTION = 100
GROUP = range(2, 11)
TEXT_INPUT = 4000
CHOICES = 25
NONCE = 25


def cut(text: str, limit: int, what: str) -> str:
    """The text, or as many of its words as fit, and an ellipsis. `what` names the place in the log, never the text."""
    if len(text) <= limit:
        return text
    log.warning("A %s has %d characters, and Discord takes %d: it was cut.", what, len(text), limit)
    if limit <= 1:
        return "…"[:limit]
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        at_word = max(head.rfind(" "), head.rfind("\n"))
        # A single word longer than the limit has no place to be cut at.
        head = head[:at_word] if at_word > limit // 2 else head
    return head.rstrip() + "…"
