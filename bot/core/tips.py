"""Tips: one claim of an explainer at a time, with how sure anybody is, and never more than two in seven days."""

import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.content.base import Claim
from bot.core.content.pack import Pack
from bot.core.decision.limits import standing
from bot.core.decision.steps import bars
from bot.core.records import Person, Schedule
from bot.core.schedule import Quiet, is_quiet, next_times

DAYS = (2, 6)
"""Tuesday and Saturday."""
AT = time(17)
WEEK = timedelta(days=7)
A_WEEK = 2
"""No third within a week."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A claim with the page that it stands on; `id` is the page's and the claim's number there."""

    id: str
    page: str
    title: str
    text: str
    claim: Claim


def tips_of(pack: Pack) -> tuple[Tip, ...]:
    """Every claim of every page, in the order of the content."""
    return tuple(
        Tip(f"{page.id}.{number}", page.id, page.title, point.text, point.claim)
        for page in pack.explainers
        for number, point in enumerate(page.points)
        if point.claim is not None
    )


def next_tip(pack: Pack, person: Person, told: tuple[str, ...], now: datetime) -> Tip | None:
    """The tip that comes next: none that was told, and none of a page whose routines this person had better leave now.
    Each person has an order of their own; the same person and the same past give the same tip.
    """
    limits = standing(person.limits, now)
    fit = [tip for tip in tips_of(pack) if tip.id not in told and _fits(pack, tip.page, person, limits)]
    return min(fit, key=lambda tip: zlib.crc32(f"{person.user_id} {tip.id}".encode()), default=None)


def _fits(pack: Pack, page: str, person: Person, limits: frozenset[str]) -> bool:
    routines = [pack.routine_by_id[name] for name in pack.explainer_by_id[page].try_]
    return all(routine.id not in person.retired and limits.isdisjoint(bars(routine)) for routine in routines)


def next_time(user_id: str, zone: str, quiet: Quiet, sent: tuple[date, ...], after: datetime) -> tuple[date, datetime]:
    """The next tip's day and instant: by their wall, outside their quiet hours, and no third within seven days."""
    free = sent[-A_WEEK] + WEEK if len(sent) >= A_WEEK else None
    schedule = Schedule(
        user_id=user_id, topic="", zone=zone, days=DAYS, at=_heard(quiet), started_on=date.min, quiet=quiet
    )
    coming = next_times(schedule, after, 6)
    return next(found for found in coming if (free is None or found[0] >= free) and found[0] not in sent)


def _heard(quiet: Quiet) -> time:
    """The usual time, or the end of the quiet hours that it falls into."""
    return quiet[1] if quiet is not None and is_quiet(quiet, AT) else AT
