"""What reached members, held against what was due: once, in time or marked, or skipped for a reason that is kept."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from sqlite3 import Connection
from zoneinfo import ZoneInfo

from bot.playground import Playground
from bot.playground.model import Message
from tests.faults.hours import Hours
from tests.faults.noted import Noted

SENDING = timedelta(seconds=60)
"""A delivery may take so long before it is given up for now; it is marked by when it began."""
ON_TIME = timedelta(minutes=5)
WINDOW = timedelta(hours=4)
POST_WINDOW = timedelta(days=9)
"""A week is counted up before the next is over, and posted within two days."""
TIP_DAYS, TIP_AT = (2, 6), time(17)
CHECK_IN, TIP, POST = re.compile(r"c(\d+)s(\d+)\Z"), re.compile(r"t(\d+)u(\d+)\Z"), re.compile(r"w(\d+)-\d+\Z")
TIMED = re.compile(r"(c\d+s\d+|q\d+|t\d+u\d+|w\d+-\d+)\Z")
"""Nonces of what timers send."""
OPENS = re.compile(r"'Open'[^}]*p:/checkin/(\d+)")
LATE = "comes late"
REASONS = {"asked", "late", "closed", "silence", "hold", "holiday", "stopped", "no_such_day", "quiet"}
MONDAY = datetime(1970, 1, 5, 6, tzinfo=UTC)


class Deliveries:
    """Everything in the playground that the bot has sent by itself."""

    def __init__(self, play: Playground, hours: Hours, noted: Noted) -> None:
        self._play, self._hours, self._noted = play, hours, noted
        self._said: defaultdict[str, list[str]] = defaultdict(list)
        self._read = 0
        self._without: list[str] = []
        self.counts: Counter[str] = Counter()
        self.opted: defaultdict[str, list[int]] = defaultdict(list)
        """By person: when they asked for tips; then the numbers of theirs begin anew."""

    def read(self) -> None:
        """Take in what was asked of Discord since the last time: an edit takes the first words of a message away."""
        requests = self._play.requests
        for request in requests[self._read :]:
            if "/channels/" in request.path and request.status == 200 and request.method in ("POST", "PATCH"):
                answer = request.answer if isinstance(request.answer, dict) else {}
                self._said[str(answer.get("id"))].append(str(request.body))
            if request.method == "POST" and request.route.endswith("/messages") and request.status == 200:
                self._posted(str(request.body))
        self._read = len(requests)

    def _posted(self, body: str) -> None:
        if "'enforce_nonce': True" not in body:
            self._without.append(body[:200])

    def wrong(self, base: Connection) -> Iterable[str]:
        """What was sent twice, too late, or never although it was due."""
        self.read()
        self.counts.clear()
        sent = self._by_nonce()
        self.counts["messages that timers sent"] = sum(len(messages) for messages in sent.values())
        self.counts["may be a repeat"] = 0
        for (nonce, _), messages in sent.items():
            yield from self._twice(nonce, messages)
        yield from (f"sent without a nonce: {body}" for body in self._without)
        yield from self._by_button()
        first = {nonce: messages[0] for (nonce, _), messages in sent.items()}
        yield from self._check_ins(base, first)
        yield from self._tips(base, [(nonce, messages[0]) for (nonce, _), messages in sent.items()])
        yield from self._posts(base, first)

    def _by_nonce(self) -> dict[tuple[str, int], list[Message]]:
        sent: defaultdict[tuple[str, int], list[Message]] = defaultdict(list)
        for message in self._play._world.messages.values():
            nonce = str(message.nonce)
            if message.nonce is not None and TIMED.match(nonce):
                tip = TIP.match(nonce)
                begun = sum(at <= message.created_ms for at in self.opted[tip[2]]) if tip else 0
                sent[nonce, begun].append(message)
        return sent

    def _twice(self, nonce: str, messages: list[Message]) -> Iterable[str]:
        for before, message in pairwise(messages):
            if before.deleted:  # Whoever deletes a message may get it again.
                continue
            if any("may be a repeat" in body for body in self._said[message.id]):
                self.counts["may be a repeat"] += 1
            else:
                apart = (message.created_ms - before.created_ms) / 1000
                yield f"sent twice: {nonce}, {apart:.0f} s apart; the first: {self._said[before.id]}"

    def _by_button(self) -> Iterable[str]:
        """The same without trusting its nonce: a check-in comes once, and once more for each time it was put off."""
        came: Counter[int] = Counter()
        for message in self._play._world.messages.values():
            said = self._said.get(message.id, [])
            opens = OPENS.search(said[0]) if said else None
            if opens and not message.deleted and not any("may be a repeat" in body for body in said):
                came[int(opens[1])] += 1
        for which, count in came.items():
            if count > 1 + len(self._noted.again[which]):
                yield f"sent twice: {count} messages of check-in {which}"

    # Check-ins

    def _check_ins(self, base: Connection, first: dict[str, Message]) -> Iterable[str]:
        prompts = {row[0]: row[1:] for row in base.execute("select id, due_at, status, why from prompts")}
        # Where the clock was put back, the timer of what was delivered has not come to it yet.
        waiting = {row[0] for row in base.execute("select json_extract(payload, '$.prompt') from jobs")}
        arrived: set[int] = set()
        for nonce, message in first.items():
            if (found := CHECK_IN.match(nonce)) and (which := int(found[1])) in prompts:
                arrived.add(which)
                planned, status, _ = prompts[which]
                yield from self._late(nonce, message, which, int(found[2]) > 0, planned, status, which in waiting)
        yield from self._put_off(base, first, waiting)
        for which, (_, status, why) in prompts.items():
            if status in ("sent", "answered") and which not in arrived:
                yield f"never sent: check-in {which} is {status}"
            if status == "planned" and which not in waiting:
                yield f"never sent: check-in {which} is planned, and no timer is left for it"
            if status == "skipped" and why not in REASONS:
                yield f"skipped without a reason: check-in {which}"

    def _put_off(self, base: Connection, first: dict[str, Message], waiting: set[int]) -> Iterable[str]:
        """Whoever was told that it comes again gets it again, or began to answer, or nobody was there at that time."""
        came = {int(found[1]) for nonce in first if (found := CHECK_IN.match(nonce)) and found[2] != "0"}
        sql = """select id from prompts join schedules using (user_id) join people using (user_id)
            where prompts.status = 'sent' and schedules.status = 'active' and nrs is null and not hold"""
        for (which,) in base.execute(sql):
            dues = self._noted.again.get(which)
            if dues and which not in came | waiting and not any(self._hours.jumped_over(due, ON_TIME) for due in dues):
                yield f"never sent: check-in {which} was put off and did not come again"

    def _late(
        self, nonce: str, message: Message, which: int, again: bool, planned: str, status: str, waits: bool
    ) -> Iterable[str]:
        if status == "planned" and not waits:
            yield f"delivered and not known: {nonce}"
        at = datetime.fromisoformat(planned).replace(tzinfo=UTC)
        lates: list[timedelta] = []
        for shown in self._hours.shown(message.created_ms):
            due = self._noted.due(which, at, shown, again=again)
            lates += [shown - due] if due is not None else []
        if not lates:
            yield f"came again without a timer: {nonce}"
            return
        kind = "put off" if again else "that waited" if self._noted.waited[which] else "in time"
        self.counts[f"check-ins {kind}" if kind != "in time" else "check-ins"] += 1
        # What was never filled with its card says nothing at all, and its button opens the check-in as it is then.
        asked = [body for body in self._said[message.id] if "/nrs/" in body]
        marked = any(LATE in body for body in asked)
        self.counts[f"late marks on check-ins{'' if kind == 'in time' else ' ' + kind}"] += marked
        if min(lates) > ON_TIME + SENDING and asked and not marked:
            yield f"late without a mark: {nonce} ({kind}), {min(lates).total_seconds():.0f} s"
        if min(lates) > WINDOW + SENDING:
            yield f"far too late: {nonce} ({kind}), {min(lates).total_seconds():.0f} s"
        # One that was late already and then waited says so all the same, and one whose card came later than itself.
        filled = timedelta(milliseconds=(message.edited_ms or message.created_ms) - message.created_ms) < SENDING
        if (
            marked
            and filled
            and kind != "that waited"
            and max(lates) < ON_TIME - SENDING
            and not self._hours.stepped_since(at)
        ):
            yield f"marked as late although in time: {nonce} ({kind}), {max(lates).total_seconds():.0f} s"

    # Tips

    def _tips(self, base: Connection, sent: list[tuple[str, Message]]) -> Iterable[str]:
        zones = dict(base.execute("select user_id, zone from schedules").fetchall())
        days: defaultdict[str, list[datetime]] = defaultdict(list)
        for nonce, message in sent:
            if found := TIP.match(nonce):
                walls = [at.astimezone(ZoneInfo(zones[found[2]])) for at in self._hours.shown(message.created_ms)]
                days[found[2]].append(walls[0])
                self.counts["tips"] += 1
                if found[1] != "0" and not any(_is_time_for_tips(wall) for wall in walls):
                    yield f"a tip at the wrong time: {nonce} at {walls[0]:%a %d %H:%M}"
        for user, walls in days.items():
            begun = len(self.opted[user])
            for one, third in zip(walls, walls[2:], strict=False):
                if begun < 2 and third.date() - one.date() < timedelta(days=7) and not self._hours.stepped_since(one):
                    yield f"three tips in a week: {user}, {one:%d}, {third:%d}"
        sql = """select user_id from people where json_extract(facts, '$.tips') is not null and not exists
            (select 1 from jobs where kind = 'tip' and jobs.user_id = people.user_id and state != 'dead')"""
        yield from (f"stuck: the tips of {user} have no timer" for (user,) in base.execute(sql))

    # The weekly post

    def _posts(self, base: Connection, first: dict[str, Message]) -> Iterable[str]:
        posted = {int(found[1]): message for nonce, message in first.items() if (found := POST.match(nonce))}
        self.counts["weekly posts"] = len(posted)
        for period, message in posted.items():
            late = min(self._hours.shown(message.created_ms)) - (MONDAY + timedelta(weeks=period))
            if late > POST_WINDOW:
                yield f"far too late: the post of week {period}, {late}"
        sql = "select json_extract(payload, '$.period') from jobs where kind = 'community_post'"
        kept = {period for (period,) in base.execute(sql)}
        for period, due in self._noted.posts.items():
            dropped = self._hours.furthest - due > timedelta(days=2)
            if period not in posted and period not in kept and not dropped:
                yield f"never sent: the post of week {period}"


def _is_time_for_tips(wall: datetime) -> bool:
    begin = wall.replace(hour=TIP_AT.hour, minute=TIP_AT.minute, second=0, microsecond=0)
    return wall.isoweekday() in TIP_DAYS and begin <= wall <= begin + WINDOW + SENDING
