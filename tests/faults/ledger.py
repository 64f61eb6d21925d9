"""What the driver knows, held against the database: whatever a member was shown has to be true after any crash."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from sqlite3 import Connection

from bot.playground import Card

SESSION = re.compile(r"e:(\d+):(\d+):")
ANSWER = re.compile(r"p:/checkin/(\d+)/(nrs|then|feel|new)/([\w.]+)")
SHOWS = re.compile(r"p:/checkin/(\d+)/(feel|new)/")
ASKS_LAST = "Anything new?"
"""The last question of the check-in after a routine; with its answer it is logged."""
LOGGED, OVER = "Logged. Thank you.", "This one is over"
SORRY = "Something went wrong"
"""Whoever reads this knows that their press may not count."""
CODE = re.compile(r"tell the host this code: (\w+)")


class Ledger:
    """Facts that were acknowledged, and what was tried without an answer."""

    def __init__(self) -> None:
        self.revisions: dict[int, int] = {}
        """By session: the highest revision that anybody was shown."""
        self.given: dict[tuple[int, str], str] = {}
        """By check-in: the answers that were acknowledged, and by which card."""
        self.tried: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        self.logged: dict[int, str] = {}
        """By session: the check-ins after a routine that were acknowledged, and by which card."""
        self.log_tries: Counter[int] = Counter()
        self.codes: set[str] = set()
        """What members were told to tell the host; the log has to know it."""
        self.presses = self.acknowledged = self.told_of_trouble = 0

    def trying(self, custom_id: str, card: Card) -> None:
        """A member presses this button of this card."""
        self.presses += 1
        if answer := ANSWER.match(custom_id):
            self.tried[int(answer[1]), "nrs" if answer[2] == "then" else answer[2]].add(answer[3])
        if _logs(custom_id, card):
            self.log_tries[_session(custom_id)] += 1

    def answered(self, custom_id: str, before: Card, shown: Card | None) -> None:
        """The press was answered with this card."""
        if shown is not None and SORRY in shown.text:
            self.told_of_trouble += 1
            self.codes |= set(CODE.findall(shown.text))
            return
        self.acknowledged += 1
        if shown is None or OVER in shown.text:  # By a clock that was put forward, say: nothing is taken then.
            return
        self.saw(shown)
        if answer := ANSWER.match(custom_id):
            which = int(answer[1])
            if answer[2] == "new" and LOGGED in shown.text:
                self.given[which, "anything_new"] = shown.text
        if _logs(custom_id, before) and self._moved_on(custom_id, shown) and self.log_tries[_session(custom_id)] == 1:
            self.logged[_session(custom_id)] = shown.text

    def _moved_on(self, custom_id: str, shown: Card) -> bool:
        """Whether the card is the one right after this press, or the end; a press on an old card shows the question
        again, perhaps one step further because /back was typed.
        """
        if ASKS_LAST in shown.text:
            return False
        found = SESSION.match(custom_id)
        after = [SESSION.match(one) for one in shown.custom_ids]
        steps = [(one[1], int(one[2])) for one in after if one]
        return found is not None and (not steps or (found[1], int(found[2]) + 1) in steps)

    def saw(self, card: Card) -> None:
        """What a card shows is acknowledged."""
        for custom_id in card.custom_ids:
            if found := SESSION.match(custom_id):
                session, revision = int(found[1]), int(found[2])
                self.revisions[session] = max(revision, self.revisions.get(session, 0))
            elif found := SHOWS.match(custom_id):
                self.given[int(found[1]), "nrs"] = card.text
                if found[2] == "new":
                    self.given[int(found[1]), "feel"] = card.text

    def missing(self, base: Connection) -> Iterable[str]:
        """What was acknowledged and is not in the database, and what is there without having been said."""
        yield from self._sessions(base)
        yield from self._answers(base)
        yield from self._logs(base)

    def _sessions(self, base: Connection) -> Iterable[str]:
        for session, open_, revision in base.execute("select id, open, revision from main.sessions"):
            shown = self.revisions.get(session, 0)
            if open_ and revision < shown:
                yield f"acknowledged and missing: session {session} stands at {revision}, shown was {shown}"

    def _answers(self, base: Connection) -> Iterable[str]:
        sql = "select key, nrs, feel, anything_new from reports where kind = 'micro'"
        names = ("nrs", "feel", "anything_new")
        rows = base.execute(sql).fetchall()
        stored: dict[int, dict[str, object]] = {
            int(key.split(":")[1]): dict(zip(names, rest, strict=True)) for key, *rest in rows
        }
        for (which, name), shown in self.given.items():
            if stored.get(which, {}).get(name) is None:
                yield f"acknowledged and missing: {name} of check-in {which}, though it was shown: {shown[:80]!r}"
        for which, values in stored.items():
            yield from (f"never said: {name} {value} of check-in {which}" for name, value in values.items()
                        if value is not None and str(value) not in self._said(which, name))  # fmt: skip

    def _said(self, which: int, name: str) -> set[str]:
        """What they may have meant by all that they pressed."""
        said = {answer.partition(".")[0] for answer in self.tried[which, name.removeprefix("anything_")]}
        if "same" in self.tried[which, "nrs"] and name != "anything_new":
            said |= {"same", *(str(number) for number in range(11))}
        return said

    def _logs(self, base: Connection) -> Iterable[str]:
        # What is logged because something else began has no last answer.
        sql = "select session_id from checkins where anything_new is not null"
        rows = Counter(session for (session,) in base.execute(sql))
        for session, shown in self.logged.items():
            if not rows[session]:
                yield f"acknowledged and missing: check-in of session {session}, though it was shown: {shown[:70]!r}"
        for session, count in rows.items():
            if session is not None and count > self.log_tries[session]:
                yield f"counted twice: {count} check-ins of session {session}"


def _logs(custom_id: str, card: Card) -> bool:
    return bool(SESSION.match(custom_id)) and ASKS_LAST in card.text and custom_id in _answers_of(card)


def _session(custom_id: str) -> int:
    found = SESSION.match(custom_id)
    return int(found[1]) if found else 0


def _answers_of(card: Card) -> list[str | None]:
    return [card.button_id(label) for label in ("No", "Not sure", "Yes")]
