"""What reached members, held against what was due: once, in time or marked, or skipped for a reason that is kept."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from sqlite3 import Connection

from bot.playground import Playground
from bot.playground.model import Message

SENDING = 60
"""Seconds that a delivery may take before it is given up for now; it is marked by when it began."""
ON_TIME = 5 * 60 + SENDING
WINDOW = 4 * 3600 + SENDING
CHECK_IN = re.compile(r"c(\d+)s(\d+)\Z")
TIMED = re.compile(r"(c\d+s\d+|q\d+|t\d+u\d+)\Z")
"""Nonces of what timers send."""
REASONS = {"asked", "late", "closed", "silence", "hold", "holiday", "stopped", "no_such_day", "quiet"}


class Deliveries:
    """Everything in the playground that the bot has sent by itself."""

    def __init__(self, play: Playground) -> None:
        self._play = play
        self._said: defaultdict[str, list[str]] = defaultdict(list)
        self._read = 0
        self.repeats = self.sent = 0
        self.waited: set[int] = set()
        """The check-ins that waited for the end of a routine: that is nobody's absence."""

    def read(self) -> None:
        """Take in what was asked of Discord since the last time: an edit takes the first words of a message away."""
        requests = self._play.requests
        for request in requests[self._read :]:
            if "/channels/" in request.path and request.status == 200 and request.method in ("POST", "PATCH"):
                answer = request.answer if isinstance(request.answer, dict) else {}
                self._said[str(answer.get("id"))].append(str(request.body))
        self._read = len(requests)

    def wrong(self, base: Connection) -> Iterable[str]:
        """What was sent twice, too late, or never although it was due."""
        self.read()
        sent = self._by_nonce()
        self.sent = sum(len(messages) for messages in sent.values())
        yield from self._twice(sent)
        prompts = {row[0]: row[1:] for row in base.execute("select id, due_at, status, why from prompts")}
        for nonce, messages in sent.items():
            if (found := CHECK_IN.match(nonce)) and int(found[1]) in prompts:
                yield from self._late(nonce, messages[0], int(found[2]), *prompts[int(found[1])])
        yield from self._never(base, sent)

    def _by_nonce(self) -> dict[str, list[Message]]:
        sent: defaultdict[str, list[Message]] = defaultdict(list)
        for message in self._play._world.messages.values():
            if message.nonce is not None and TIMED.match(str(message.nonce)):
                sent[str(message.nonce)].append(message)
        return sent

    def _twice(self, sent: dict[str, list[Message]]) -> Iterable[str]:
        self.repeats = 0
        for nonce, messages in sent.items():
            for before, message in pairwise(messages):
                if before.deleted:  # Whoever deletes a message may get it again.
                    continue
                if any("may be a repeat" in body for body in self._said[message.id]):
                    self.repeats += 1
                else:
                    apart = (message.created_ms - before.created_ms) / 1000
                    yield f"sent twice: {nonce}, {apart:.0f} s apart; the first: {self._said[before.id]}"

    def _late(self, nonce: str, message: Message, again: int, due: str, status: str, why: str | None) -> Iterable[str]:
        if status == "planned":
            yield f"delivered and not known: {nonce}"
        if again:
            return
        late = message.created_ms / 1000 - datetime.fromisoformat(due).replace(tzinfo=UTC).timestamp()
        # What was never filled with its card says nothing at all, and its button opens the check-in as it is then.
        asked = [body for body in self._said[message.id] if "/nrs/" in body]
        waited = int(nonce[1:].partition("s")[0]) in self.waited
        if late > ON_TIME and asked and not waited and not any("comes late" in body for body in asked):
            yield f"late without a mark: {nonce}, {late:.0f} s"
        if late > WINDOW:
            yield f"far too late: {nonce}, {late:.0f} s"

    def _never(self, base: Connection, sent: dict[str, list[Message]]) -> Iterable[str]:
        arrived = {int(found[1]) for nonce in sent if (found := CHECK_IN.match(nonce))}
        waiting = {row[0] for row in base.execute("select json_extract(payload, '$.prompt') from jobs")}
        for which, status, why in base.execute("select id, status, why from prompts"):
            if status in ("sent", "answered") and which not in arrived:
                yield f"never sent: check-in {which} is {status}"
            if status == "planned" and which not in waiting:
                yield f"never sent: check-in {which} is planned, and no timer is left for it"
            if status == "skipped" and why not in REASONS:
                yield f"skipped without a reason: check-in {which}"
