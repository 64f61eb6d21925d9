"""After a death and a start: what must be as it was acknowledged, and what could never go on by itself."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.playground import Card, Playground
from tests.faults.almanac import Almanac
from tests.faults.deliveries import Deliveries
from tests.faults.hours import Hours
from tests.faults.ledger import Ledger
from tests.faults.members import Member
from tests.opened import opened, refresh

LATE, DAY = 15.0, 86400.0
"""Seconds after which a cue is marked, and after which it is dropped."""
EXPECTED = re.compile(
    r"discord\.errors\.|aiohttp\.|Server disconnected|ConnectionError|ConnectionReset|TimeoutError|ClientOSError"
)
"""How the errors end that a fault of Discord leaves in the log."""
BELOW = re.compile(
    r"bot\.storage\.errors\.(Storage|OutcomeUnknown)Error|bot\.storage\.postgres\.errors\.ConnectionGoneError|"
    r"sqlite3\.OperationalError|sqlalchemy\.exc\.OperationalError"
)
"""And those that a fault of the disk leaves."""
REFUSALS = re.compile(r"\((50007|10008|10015|10062|50027|40060|50013|50001|10003)\)")


class Aftermath:
    """Looks at the database, at what members see, and into the log."""

    def __init__(self, play: Playground, database: Path, hours: Hours, ledger: Ledger, deliveries: Deliveries) -> None:
        self._play, self._database, self._hours = play, database, hours
        self._ledger, self._deliveries, self.almanac = ledger, deliveries, Almanac()
        self.counts: Counter[str] = Counter()

    def plain(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows as they stand, or stood before the server went away; the bot may be running."""
        refresh(self._database)
        return self._rows(sql)

    def newest(self, sql: str) -> list[tuple[Any, ...]] | None:
        """Rows as they stand; None where a server does not tell now."""
        return self._rows(sql) if refresh(self._database) else None

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as base:
            return base.execute(sql).fetchall()

    def wrong(self) -> Iterable[str]:
        """Everything at once."""
        with opened(self._database) as base:
            yield from self._ledger.missing(base)
            yield from self._deliveries.wrong(base)
            yield from self.almanac.wrong(base)
            yield from self._out_of_joint(base)
        refused = [text for text in self._play.refusals if not REFUSALS.search(text)]
        yield from (f"refused: {text[:200]}" for text in refused)

    def _out_of_joint(self, base: sqlite3.Connection) -> Iterable[str]:
        """What could never go on by itself, and damage to the file."""
        yield from (f"damaged: {row[0]}" for row in base.execute("pragma quick_check") if row[0] != "ok")
        sql = """select user_id from schedules where status = 'active' and not exists
            (select 1 from jobs where kind = 'checkin' and jobs.user_id = schedules.user_id and state != 'dead')"""
        yield from (f"stuck: the check-ins of {row[0]} have no timer" for row in base.execute(sql))
        # After a day its timer is dropped, and /back goes on.
        now, day_ago = self._hours.stamp(), self._hours.furthest - timedelta(days=1)
        sql = """select id, json_extract(state, '$.playing.ends_at') as ends from sessions
            where open and json_extract(state, '$.playing.phase') = 'running' and expires_at > ?
            and datetime(ends) > datetime(?)
            and not exists (select 1 from jobs where jobs.session_id = sessions.id and kind = 'cue')"""
        for which, ends in base.execute(sql, (now, day_ago.isoformat())):
            yield f"stuck: the routine of session {which} runs without a timer since {ends}, and it is {now}"

    # Cues of routines

    def ended_unseen(self) -> list[int]:
        """The sessions whose running step ended so long ago that a timer which comes now is late."""
        sql = "select id, json_extract(state, '$.playing.ends_at') from sessions where open and expires_at > ? and "
        with opened(self._database) as base:
            running = base.execute(
                sql + "json_extract(state, '$.playing.phase') = 'running'", (self._hours.stamp(),)
            ).fetchall()
        now = self._hours.now()
        return [which for which, at in running if LATE < (now - datetime.fromisoformat(at)).total_seconds() < DAY]

    def asked_about(self, ended: list[int], members: list[Member]) -> Iterable[str]:
        """A late cue never goes on as if it were in time: it asks, or its card could not be reached and it waits."""
        sql = "select id, json_extract(state, '$.playing.phase') from sessions where open"
        with opened(self._database) as base:
            phases = dict(base.execute(sql).fetchall())
        self.counts["late cues"] += len(ended)
        shown = [Card(message).text for member in members for message in member.person._bot_messages()]
        self.counts["cards that ask after a late cue"] += sum("I was away from" in text for text in shown)
        for which in ended:
            if phases.get(which, "away") not in ("away", "paused"):
                yield f"late without a mark: session {which} is {phases[which]}"

    # The log

    def logged(self, *, disk: bool) -> Iterable[str]:
        """Errors that no fault explains."""
        said = "\n".join(self._play.bot.log)
        yield from (f"not in the log: the code {code}" for code in self._ledger.codes if f"code={code}" not in said)
        self._ledger.codes.clear()
        lines = [line for line in self._play.bot.log if re.match(r"\w+(\.\w+)*(Error|Exception|Disconnected)\b", line)]
        self._play.bot.log.clear()
        for line in lines:
            if not EXPECTED.search(line) and not (disk and BELOW.search(line)):
                yield f"log: {line[:200]}"

    def tally(self) -> Counter[str]:
        """What the rounds gave, in numbers."""
        counts = Counter(self.counts) + self._deliveries.counts
        counts["presses"], counts["presses acknowledged"] = self._ledger.presses, self._ledger.acknowledged
        counts["presses that were told of trouble"] = self._ledger.told_of_trouble
        counts["answers acknowledged"] = len(self._ledger.given)
        counts["routines logged"] = len(self._ledger.logged)
        counts["may be a repeat"] += 0
        with opened(self._database) as base:
            counts += self.almanac.counts(base)
        for status, why, count in self.plain("select status, why, count(*) from prompts group by 1, 2"):
            counts[f"check-in {status}" + (f" ({why})" if why else "")] += int(count)
        for kind, error, count in self.plain(
            "select kind, error, count(*) from jobs where state = 'dead' group by 1, 2"
        ):
            counts[f"dead timer: {kind} ({error})"] += int(count)
        return counts
