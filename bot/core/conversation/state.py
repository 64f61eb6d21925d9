"""What a session remembers between two presses; it is the `state` of the session's row."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.core.content.base import Level
from bot.core.content.plan import PlanItem
from bot.core.player.playing import Playing
from bot.core.screen import Screen

AnswerValue = int | str | tuple[str, ...]
_KEPT = ConfigDict(frozen=True, extra="ignore")
"""Sessions outlast an update: what a later or an earlier version kept and this one doesn't know is passed over."""


class Urgent(BaseModel):
    """The urgent card that is shown: its level and causes, gone with the session, and the question behind it."""

    model_config = _KEPT

    level: Level
    causes: frozenset[str] = frozenset()
    question: str | None = None
    from_text: bool = False
    held: bool = False
    """A stop was on already before this card."""
    over: tuple[str, ...] = ()
    """The limits that stand for good once this card was seen, where pressing came shortly before it."""
    earned: dict[str, str] | None = None
    """What check-ins had brought before those limits; None where they were not set."""


class Undo(BaseModel):
    """What was known of the person before a result; an answer that is changed takes back what it had set."""

    model_config = _KEPT

    limits: dict[str, datetime | None]
    stop: str | None
    stop_until: datetime | None


class CheckDraft(BaseModel):
    """The check-in while it is being given."""

    model_config = _KEPT

    after: int | None = None
    feel: str | None = None
    recorded: bool = False


class State(BaseModel):
    """One conversation. `node` names the card that is shown; `trail` the cards to go back through."""

    model_config = _KEPT

    node: str = "hello"
    trail: tuple[str, ...] = ()
    topic_known: bool = False
    """Which body part it is about was said (or there is only one topic)."""
    age_tapped: bool = False
    """The age was tapped in this session, so it may be taken back."""
    wanted: str | None = None
    """The routine that was asked for by name."""
    screen: Screen | None = None
    each: int = 0
    unsure: tuple[str, ...] = ()
    wrong_used: tuple[str, ...] = ()
    """Questions whose tap was taken back once already."""
    urgent: Urgent | None = None
    answers: dict[str, AnswerValue] = {}
    ticked: tuple[str, ...] = ()
    """Chosen so far on a card that takes several."""
    found: dict[str, tuple[str, ...]] = {}
    """What typed text pointed to, by question; each is confirmed before it counts."""
    read: tuple[str, ...] = ()
    """The questions whose answer came from typed text; "You misread me" on the result takes them back."""
    likely: tuple[str, ...] = ()
    """Answers that typed text leaves open, as `question:answer`; offered once, with "none of these"."""
    written: dict[str, str] = {}
    """Words that led to an urgent card, by cause: a No to them later brings one question. Gone with the answers."""
    undo: Undo | None = None
    row: str | None = None
    items: tuple[PlanItem, ...] = ()
    """Today's part of the plan."""
    resting: tuple[PlanItem, ...] = ()
    """What today's part says instead of a routine."""
    moves: bool = False
    """Today's part moves in place of pressing, as the plan has brought a change that counts."""
    first: bool = False
    """The first result that this person has ever seen: it says how backs do in general."""
    at: int = 0
    """Which of today's items is being played."""
    day: int = 1
    afresh: bool = False
    """The running plan is passed over: the questions are asked again, and what comes of them takes its place."""
    playing: Playing | None = None
    parked: Playing | None = None
    """The routine that waits, paused, while "Ease it now" plays."""
    easing_from: str | None = None
    """The card to return to after "Ease it now"."""
    played: tuple[str, ...] = ()
    done: Literal["all", "part", "none"] = "all"
    check: CheckDraft = CheckDraft()
    unseen: bool = False
    """Made ready by a message in public; its writer has not opened it yet."""
    aside: Literal["self", "done", "other"] | None = None
    """Only while `unseen`: which card beside the conversation waits for its writer (see `crisis`)."""
    note: str | None = None
    """A text key: one line above the next card, such as an answer to what was just pressed."""
