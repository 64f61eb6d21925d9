"""What waits is noted each time before the clock is moved: later its row is gone, and with it when it was due."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

ROWS = """select kind, due_at, payload from jobs where state != 'dead'
    and kind in ('prompt', 'checkin_again', 'community_post')"""


class Noted:
    """By check-in and by week: for when its timer was set anew."""

    def __init__(self) -> None:
        self.waited: defaultdict[int, set[datetime]] = defaultdict(set)
        """Check-ins that waited for the end of a routine, and up to when."""
        self.again: defaultdict[int, set[datetime]] = defaultdict(set)
        """Check-ins that were put off, and up to when."""
        self.posts: dict[int, datetime] = {}
        """Weekly posts, and when their timer was due at first."""

    def note(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in the rows of ROWS."""
        for kind, due_at, text in rows:
            payload: dict[str, Any] = json.loads(text)
            due = datetime.fromisoformat(payload.get("first_due") or due_at)
            due = due if due.tzinfo else due.replace(tzinfo=UTC)
            if kind == "community_post":
                self.posts.setdefault(payload["period"], due)
            elif kind == "checkin_again":
                self.again[payload["prompt"]].add(due)
            elif payload.get("waited"):
                self.waited[payload["prompt"]].add(due)

    def due(self, which: int, planned: datetime, sent: datetime, *, again: bool) -> datetime | None:
        """When the check-in was due that was sent at this time; None where it came again and was never noted."""
        dues = set(self.again[which]) if again else {planned, *self.waited[which]}
        before = [due for due in dues if due <= sent]
        return max(before, default=min(dues, default=None))
