"""Pass 2: which limits stand, from today's answers and from those kept, and how long each is kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.core.content.condition import Facts, holds
from bot.core.content.safety import Limit, LimitSource, Safety

TODAY = timedelta(hours=16)
"""How long "today" lasts: until the person has slept, whatever the zone."""


def set_now(safety: Safety, facts: Facts) -> frozenset[str]:
    """Limits that the facts at hand set."""
    return frozenset(limit.id for limit in safety.limits if _sources(limit, facts))


def _sources(limit: Limit, facts: Facts) -> tuple[LimitSource, ...]:
    return tuple(source for source in limit.set_by if holds(source.when, facts))


def to_keep(safety: Safety, facts: Facts, now: datetime) -> dict[str, datetime]:
    """Limits that outlast the session, each with its end (UTC)."""
    kept: dict[str, datetime] = {}
    for limit in safety.limits:
        ends = [_end(source, safety, now) for source in _sources(limit, facts) if source.lasts != "session"]
        if ends:
            kept[limit.id] = max(ends)
    return kept


def _end(source: LimitSource, safety: Safety, now: datetime) -> datetime:
    if source.lasts == "screen":
        return now + timedelta(days=safety.full_screen_after_days)
    if isinstance(source.lasts, int):
        return now + timedelta(hours=source.lasts)
    return now + TODAY


def merge(kept: Mapping[str, datetime | None], more: Mapping[str, datetime]) -> dict[str, datetime | None]:
    """Kept limits with new ones added; the later end wins, and no end at all outlasts every end."""
    merged = dict(kept)
    for limit, end in more.items():
        old = merged.get(limit, end)
        merged[limit] = None if old is None else max(old, end)
    return merged


def standing(kept: Mapping[str, datetime | None], now: datetime) -> frozenset[str]:
    """Kept limits whose end has not come."""
    return frozenset(limit for limit, end in kept.items() if end is None or end > now)


def ceiling(safety: Safety, limits: frozenset[str], own: int) -> int:
    """The highest discomfort allowed (0 to 10): the routine's own, or lower under a limit."""
    return min([own, *(limit.ceiling for limit in safety.limits if limit.id in limits and limit.ceiling is not None)])


def because(safety: Safety, limits: Iterable[str]) -> str:
    """Why these limits stand, in words that name no cause; the first in the order of the content."""
    wanted = frozenset(limits)
    return next((limit.because for limit in safety.limits if limit.id in wanted), "")
