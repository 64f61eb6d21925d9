"""The cards of a check-in that comes by direct message, one for each step."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.core.cards import Button, Card, Style
from bot.core.content.pack import Pack
from bot.core.conversation.turn import in_rows
from bot.core.instruments import CHANGE, NRS, PEG
from bot.core.prompt_steps import MICRO, OWN, THEN, Draft, step_of, steps_of
from bot.core.records import Prompt

STOP = "/checkins/stop"
RESUME = "/checkins/resume"


class Cards:
    """The cards of one prompt. `today` is the member's day, by which a late answer is told from one in time."""

    def __init__(self, pack: Pack, prompt: Prompt, activities: Mapping[str, str], today: date) -> None:
        self._texts = pack.texts
        self._prompt = prompt
        self._today = today
        self._activities = activities

    def text(self, key: str, **fillings: object) -> str:
        """A text of the interface."""
        text = self._texts[key]
        for name, value in fillings.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def button(self, key: str, where: str, style: Style = "secondary", **fillings: object) -> Button:
        """A button to a page of this prompt (`nrs/4`), or to any page."""
        path = where if where.startswith("/") else f"/checkin/{self._prompt.id}/{where}"
        return Button(self.text(key, **fillings), path, style)

    def step(self, draft: Draft, *lines: str) -> Card:
        """What is asked now, with these lines on top."""
        step = step_of(draft)
        if step == "nrs":
            return self._strength(draft, lines)
        if step == "feel":
            return self._feel(draft, lines)
        if step == "new":
            return self._new(lines)
        return self._week(draft, step, lines)

    def _strength(self, draft: Draft, lines: tuple[str, ...]) -> Card:
        late = self._today > self._prompt.day
        title = self.text("prompt.then", day=at(self._prompt.due_at, "D")) if late else self.text("prompt.now")
        away = self.text("prompt.away", at=at(self._prompt.due_at, "t")) if self._prompt.late and not late else ""
        where = THEN if late else "nrs"
        rows = list(self._numbers(NRS, where))
        if draft.last is not None:
            rows.append((self.button("prompt.same", f"{where}/same", nrs=draft.last),))
        rows.append(
            (
                *(() if late else (self.button("prompt.snooze", f"snooze/{draft.snoozed}"),)),
                self.button("prompt.skip", "skip"),
                self._stop(),
            )
        )
        return Card(title, _said(*lines, away, self.text("prompt.scale")), tuple(rows))

    def _numbers(self, scale: range, where: str) -> tuple[tuple[Button, ...], ...]:
        name = f"/checkin/{self._prompt.id}/{where}"
        return in_rows(tuple(Button(_signed(number, scale), f"{name}/{number}") for number in scale), 4)

    def _feel(self, draft: Draft, lines: tuple[str, ...]) -> Card:
        feels = ("easier", "same", "worse")
        if draft.asks_done:
            rows = [
                tuple(self.button(f"prompt.{feel}_{done}", f"feel/{feel}.{done}") for feel in feels)
                for done in ("part", "none")
            ]
        else:
            rows = [tuple(self.button(f"check.{feel}", f"feel/{feel}") for feel in feels)]
        compared = "prompt.compared" if draft.last is not None else "prompt.compared_first"
        body = self.text("prompt.and_done" if draft.asks_done else compared)
        return Card(self.text("prompt.feel"), _said(*lines, body), (*rows, self._back("feel")))

    def _back(self, step: str) -> tuple[Button, ...]:
        return (self.button("button.back", f"back/{step}"), self._stop())

    def _stop(self) -> Button:
        """On every card: whoever is tired of it needs no command to end it."""
        return self.button("prompt.stop", STOP)

    def _new(self, lines: tuple[str, ...]) -> Card:
        row = tuple(self.button(f"check.{answer}", f"new/{answer}") for answer in ("no", "not_sure", "yes"))
        body = _said(*lines, self.text("check.new_body"))
        return Card(self.text("check.new_title"), body, (row, self._back("new")))

    def _week(self, draft: Draft, step: str, lines: tuple[str, ...]) -> Card:
        """PEG, global change and own activities, one a card."""
        steps = steps_of(draft)[len(MICRO) :]
        title = self.text("week.title", at=steps.index(step) + 1, of=len(steps))
        kind = f"peg.{step}" if step in PEG else "since" if step == "change" else "own"
        ask = self.text(kind if step in PEG else f"{kind}.ask", activity=self._named(step))
        ends = self.text(f"{kind}_ends" if step in PEG else f"{kind}.ends")
        where = step.replace(":", "/")
        back = (self.button("button.back", f"back/{step}"),) if step in PEG[1:] else ()
        extras = (*back, self.button("prompt.not_now", "left"), self._stop())
        source = self.text(f"{kind.partition('.')[0]}.source")
        rows = (*self._numbers(CHANGE if step == "change" else NRS, where), extras)
        return Card(title, _said(*lines, ask, ends), rows, small=source)

    def _named(self, step: str) -> str:
        return self._activities.get(step.removeprefix(OWN), "") if step.startswith(OWN) else ""

    def logged(self, upcoming: datetime | None, *lines: str, more: tuple[Button, ...] = ()) -> Card:
        """The end: thanks, where it shows, and when the next one comes."""
        row = (
            Button(self.text("prompt.back"), "open", "primary"),
            self.button("prompt.progress", "/progress"),
            *more,
            self._stop(),
        )
        return Card(self.text("prompt.logged"), _said(*lines, self._next(upcoming)), (row,))

    def _next(self, upcoming: datetime | None) -> str:
        return "" if upcoming is None else self.text("prompt.next", at=at(upcoming, "F"))

    def snoozed(self, until: datetime) -> Card:
        """It comes again in an hour."""
        row = (self.button("prompt.answer", "now", "primary"), self.button("prompt.skip", "skip"), self._stop())
        return Card(self.text("prompt.snoozed", at=at(until, "t")), (self.text("prompt.snoozed_body"),), (row,))

    def skipped(self, upcoming: datetime | None) -> Card:
        """Left out by the member."""
        row = (self.button("prompt.after_all", "now"), self._stop())
        return Card(self.text("prompt.skipped"), _said(self.text("prompt.skipped_body"), self._next(upcoming)), (row,))

    def over(self) -> Card:
        """Too old to be answered."""
        row = (Button(self.text("prompt.back"), "open", "primary"),)
        return Card(self.text("prompt.over"), (self.text("prompt.over_body"),), (row,))

    def quiet(self) -> Card:
        """The last one after three without an answer."""
        row = (self.button("prompt.resume", RESUME, "primary"), self._stop())
        return Card(self.text("prompt.quiet"), (self.text("prompt.quiet_body"),), (row,))

    def six_weeks(self, *lines: str) -> Card:
        """How to go on after six weeks."""
        buttons = (self.button("prompt.fortnightly", "fortnightly", "primary"), self.button("prompt.as_now", "as_now"))
        row = (*buttons, self._stop())
        return Card(self.text("prompt.six_weeks"), _said(*lines, self.text("prompt.six_weeks_body")), (row,))


def at(moment: datetime, style: str) -> str:
    """A moment as each member's own client writes it."""
    return f"<t:{round(moment.timestamp())}:{style}>"


def _signed(number: int, scale: range) -> str:
    """A number as a label: where there are negative ones, with its sign (a real minus)."""
    if scale.start >= 0 or number == 0:
        return str(number)
    return f"+{number}" if number > 0 else f"−{-number}"


def _said(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
