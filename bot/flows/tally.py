"""Plain counters beside what a person logs: how a routine went for a server, and what went wrong for the host.

Counted in the same transaction as the row, from everybody. A server's counters stand under the Monday on which each
running period ends, and go with it, so that no day of anybody's can be read from them. People are counted only where
they keep a diary: whoever keeps nothing leaves nothing, not even a hash.
"""

from datetime import datetime

from bot.core import community
from bot.core.conversation.turn import Turn
from bot.core.records import CheckIn, Person
from bot.flows.aside import HOST_ONLY, server_of
from bot.storage import counts, jobs, presence
from bot.storage.tx import Tx

KIND = "community"
STOPPED = "stopped"
"""Under this name, with the routine, the host sees that something felt wrong while it ran."""


def logged(tx: Tx, now: datetime, person: Person, guild_id: str | None, check: CheckIn) -> None:
    """A check-in after a routine."""
    names = [
        community.name_of(what, routine)
        for routine in check.routines
        for what in (community.DONE, check.feel)
        if what is not None and check.done != "none"
    ]
    if check.feel == "worse":
        for routine in check.routines:
            counts.add(tx, now.date(), HOST_ONLY, community.name_of("worse", routine))
    own = [community.DONE] if check.routines and check.done != "none" else []
    _count(tx, now, person, guild_id, [*own, *names])


def answered(tx: Tx, now: datetime, person: Person, feel: str | None) -> None:
    """A check-in that came by itself; which routine it is about is not asked."""
    if feel == "worse":
        counts.add(tx, now.date(), HOST_ONLY, community.name_of("worse", "checkin"))
    _count(tx, now, person, None, [])


def stopped(tx: Tx, now: datetime, before: Turn, after: Turn) -> None:
    """Something felt wrong while a routine ran, and led to the questions or to an urgent card."""
    playing = before.state.playing
    if playing is None or playing.phase == "finished":
        return
    node = after.state.node.partition(":")[0]
    asked = playing.phase == "wrong" and node in ("q", "each", "hold", "urgent")
    if asked or (before.state.node == "play" and node == "urgent"):
        counts.add(tx, now.date(), HOST_ONLY, community.name_of(STOPPED, playing.routine))


def _count(tx: Tx, now: datetime, person: Person, guild_id: str | None, names: list[str]) -> None:
    """For the server in which it was said, or the one in which the person was last."""
    server = guild_id or server_of(person)
    if server is None:
        return
    periods = community.periods(now.date())
    for name in names:
        for period in periods:
            counts.add(tx, community.monday(period), server, name)
    if person.diary == "keep":
        presence.see(tx, periods, person.user_id, server, [community.ACTIVE, *names])
    if jobs.get(tx, KIND) is None:
        jobs.put(tx, KIND, KIND, community.due(community.newest_over(now.date()) + 1))
