"""The first card, and where a conversation goes once the age is known: hold, questions, or straight on."""

from datetime import timedelta

from bot.core.cards import Button, Card
from bot.core.conversation import asking, screening
from bot.core.conversation.turn import Turn, bullets, card


def hello_card(turn: Turn) -> Card:
    """What this is and is not; the age band is the agreement to start."""
    ages = tuple(Button(age.label, f"age:{age.id}", "primary") for age in turn.pack.safety.ages)
    small = turn.text("hello.unreviewed") if turn.unreviewed else None
    about = (turn.button("button.about", "/about"),)
    return card(turn, turn.text("hello.title"), turn.text("hello.body"), rows=(ages, about), small=small)


def act_hello(turn: Turn, action: str) -> Turn:
    """The age was tapped."""
    kind, _, value = action.partition(":")
    if kind != "age" or value not in {age.id for age in turn.pack.safety.ages}:
        return turn
    return start(turn.with_person(age=value, told_intro=True).with_state(age_tapped=True))


def start(turn: Turn) -> Turn:
    """The first card for someone whose age is known (or the hello for someone new)."""
    if turn.person.age is None or not turn.person.told_intro:
        return turn.to("hello")
    if turn.person.hold:
        return turn.to("hold")
    if is_minor(turn) or _full_screen_due(turn):
        return screening.begin(turn)
    return turn.to("new") if _anything_new_due(turn) else asking.proceed(turn)


def is_minor(turn: Turn) -> bool:
    """Whether the person is in the youngest band, who get no routines."""
    return turn.person.age == turn.pack.safety.ages[0].id


def _full_screen_due(turn: Turn) -> bool:
    screened = turn.person.screened_at
    return screened is None or turn.now - screened >= timedelta(days=turn.pack.safety.full_screen_after_days)


def _anything_new_due(turn: Turn) -> bool:
    last = turn.person.facts.get("new_at", turn.person.screened_at)
    if isinstance(last, str):
        last = turn.now.fromisoformat(last)
    after = timedelta(days=turn.pack.safety.anything_new_after_days)
    return not hasattr(last, "year") or turn.now - last >= after  # pyright: ignore


def new_card(turn: Turn) -> Card:
    """One card for all questions: anything new since last time?"""
    question = turn.pack.safety.anything_new
    row = (
        turn.button("button.none", "none", "primary"),
        turn.button("button.not_sure", "yes"),
        turn.button("button.yes", "yes"),
    )
    return card(turn, question.title, question.ask, bullets(list(question.bullets)), rows=(row,))


def act_new(turn: Turn, action: str) -> Turn:
    """Nothing new goes on; anything else asks all questions again."""
    if action == "yes":
        return screening.begin(turn)
    if action != "none":
        return turn
    facts = {**turn.person.facts, "new_at": turn.now.isoformat()}
    return asking.proceed(turn.with_person(facts=facts))


def hold_card(turn: Turn) -> Card:
    """A stop is on. Only a clinician's look leads on, and then to all questions."""
    row = (turn.button("hold.yes", "looked", "primary"), turn.button("hold.no", "not_yet"))
    return card(turn, turn.text("hold.title"), turn.text("hold.body"), rows=(row,), tone="notice")


def act_hold(turn: Turn, action: str) -> Turn:
    """A clinician has looked, or not yet."""
    if action == "looked":
        return screening.begin(turn, since=True)
    return turn.to("held") if action == "not_yet" else turn


def held_card(turn: Turn) -> Card:
    """The stop's own card; it says what to do and never why."""
    shown = next(item for item in turn.pack.safety.cards if item.id == "hold")
    return card(turn, shown.title, shown.text, rows=((turn.button("button.close", "close"),),), tone="urgent")
