"""What is remembered of a server's content: its published versions, and what moderators are working on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Rows = tuple[dict[str, Any], ...]
"""Changes as they are stored; `bot.library.overlay.changes` reads and writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published version of a server's content. Nothing in it ever changes: taking back publishes a new one."""

    guild_id: str
    number: int
    """From 1; the highest is the one that members meet."""
    base_hash: str
    """The shipped content that the changes were made to."""
    pack_hash: str
    """Both together, as it is kept and pinned by sessions."""
    changes: Rows
    author: str | None
    """Who published it; None where the program brought it over to newer shipped content."""
    note: str
    at: datetime
    parent: int = 0
    """The version that it was made from; 0 is the shipped content."""
    approved_by: str | None = None
    restores: int | None = None
    """The version whose content this one brings back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one moderator is working on; `id` is 0 until it is stored. One for each moderator of a server."""

    guild_id: str
    author: str
    base_hash: str
    changes: Rows
    at: datetime
    id: int = 0
    parent: int = 0
    """The version that stood when the draft was begun."""
    status: Literal["open", "waiting"] = "open"
    """`waiting`: for a second moderator."""
    note: str = ""
    pack_hash: str | None = None
    """The draft as a whole pack, once it was found to be right; kept for its preview."""
    state: dict[str, Any] = field(default_factory=dict[str, Any])
    """Where they are on the pages: what was chosen where two versions clash, the walk of a preview."""
