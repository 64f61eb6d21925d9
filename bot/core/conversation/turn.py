"""One turn of the conversation: everything a card or an action may look at, and what they change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bot.core.cards import Button, Card, Style
from bot.core.content.condition import Fact
from bot.core.content.pack import Pack
from bot.core.content.topic import Topic
from bot.core.conversation.state import State
from bot.core.crisis import NO_HELP, NOBODY, Help, Listed
from bot.core.decision.limits import standing
from bot.core.decision.steps import choose
from bot.core.effects import Ask, Kept, Show, Spoken
from bot.core.records import ActivePlan, CheckIn, Person, Report
from bot.core.reentry import SIX_WEEKS, six_weeks_in_vain
from bot.core.series import Point, series_of

EASE_MINUTES = "{ease_minutes}"

UNTOLD = ("q", "each", "sure", "urgent", "held")
"""Cards that tell something of the answers; they are no longer named once the questions are over."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Immutable; each change gives a new one. `effects` collects what the step leads to."""

    pack: Pack
    topic: Topic
    person: Person
    state: State
    now: datetime
    history: tuple[CheckIn, ...] = ()
    """Kept check-ins, newest first."""
    reports: tuple[Report, ...] = ()
    """What was reported outside of routines while the plan runs."""
    plan: ActivePlan | None = None
    plans: tuple[ActivePlan, ...] = ()
    """The plans of all topics; `plan` is the one of this topic."""
    keeps: bool = True
    """Whether this host can keep anything at all."""
    unreviewed: bool = True
    direct: bool = False
    """Whether the card stands in a direct message already."""
    aside: Literal["self", "done", "other", "quiet"] | None = None
    """A card beside the conversation is shown in this turn (see `crisis`); the next one knows nothing of it."""
    listed: Listed = NOBODY
    """The host's people to talk to."""
    help: Help = NO_HELP
    """Those that are shown on the card beside the conversation."""
    can_tell: bool = False
    """Whether there is a moderator who can be told."""
    effects: tuple[Kept | Spoken | Ask | Show, ...] = ()

    def to(self, node: str, **changes: object) -> "Turn":
        """Show another card; the one that is left can be gone back to."""
        told = self.state.node.partition(":")[0] in UNTOLD and self.state.screen is None
        trail = self.state.trail if told else (*self.state.trail, self.state.node)[-40:]
        return self.with_state(node=node, trail=trail, note=changes.pop("note", None), **changes)

    def with_state(self, **changes: object) -> "Turn":
        """The same with a changed state."""
        return replace(self, state=self.state.model_copy(update=changes))

    def with_person(self, **changes: object) -> "Turn":
        """The same with something else remembered of the person."""
        return replace(self, person=replace(self.person, **changes))  # pyright: ignore[reportArgumentType]

    def emit(self, *effects: "Kept | Spoken") -> "Turn":
        """With more effects."""
        return replace(self, effects=(*self.effects, *effects))

    def text(self, key: str, **values: object) -> str:
        """A text of the interface with its placeholders filled in."""
        text = self.pack.texts.get(key, key)
        if EASE_MINUTES in text:
            values[EASE_MINUTES.strip("{}")] = self._ease_minutes()
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def _ease_minutes(self) -> int:
        """How long "Ease it now" takes, computed from its steps."""
        item = self.pack.info.ease
        choice = choose(self.pack.routine_by_id[item.routine or ""], item, frozenset())
        return max(1, round(choice.seconds / 60))

    def button(self, key: str, action: str, style: Style = "secondary", **values: object) -> Button:
        """A button whose label is a text of the interface."""
        return Button(self.text(key, **values), action, style)

    @property
    def limits(self) -> frozenset[str]:
        """Kept limits that still stand."""
        return standing(self.person.limits, self.now)

    @property
    def kept_stop(self) -> str | None:
        """The stop that is kept from an earlier screen, while it lasts."""
        until = self.person.stop_until
        return self.person.stop if self.person.stop and (until is None or until > self.now) else None

    @property
    def facts(self) -> dict[str, Fact]:
        """Everything the table may ask about, but limits."""
        facts: dict[str, Fact] = {name: as_fact(value) for name, value in self.state.answers.items()}
        facts["age"] = self.person.age or ""
        if self.kept_stop:
            facts["kept"] = self.kept_stop
        if self.person.retired:
            facts["retired"] = frozenset(self.person.retired)
        if self._six_weeks_in_vain():
            facts["six_weeks"] = "yes"
        return facts

    def _six_weeks_in_vain(self) -> bool:
        """Six weeks on one plan without a change that counts (evidence pack, sections 2.3 and 4)."""
        if self.plan is None or (self.today - self.plan.started_on).days < SIX_WEEKS:
            return False
        return six_weeks_in_vain(self.plan, self.points, self.today)

    @property
    def points(self) -> tuple[Point, ...]:
        """Every strength that was told on this topic, oldest first."""
        return series_of(self.topic.id, self.history, self.reports, (), UTC).points

    @property
    def today(self) -> date:
        """The day by which plans count; a plan's day turns at four in the morning UTC until a zone is known."""
        return (self.now - timedelta(hours=4)).date()


def as_fact(value: int | str | tuple[str, ...]) -> Fact:
    """An answer as the table sees it."""
    return frozenset(value) if isinstance(value, tuple) else value


def card(turn: Turn, title: str, *body: str, rows: tuple[tuple[Button, ...], ...] = (), **more: object) -> Card:
    """A card with the note of the step before on top, if there is one."""
    note = (turn.text(turn.state.note),) if turn.state.note else ()
    return Card(title, (*note, *(part for part in body if part)), tuple(row for row in rows if row), **more)  # pyright: ignore[reportArgumentType]


def in_rows(buttons: tuple[Button, ...], per_row: int = 5) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of at most five."""
    return tuple(buttons[start : start + per_row] for start in range(0, len(buttons), per_row))


def bullets(lines: tuple[str, ...] | list[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


Values = Mapping[str, tuple[str, ...]]
"""What a form brought, by field."""
