"""Urgent cards: what to do now, and the ways to take back a wrong tap.

Source: the evidence pack, sections 1.1 and 1.2. A card sets a hold: that a stop is on, never why.
"""

from dataclasses import replace

from bot.core.cards import Button, Card
from bot.core.content import safety as content
from bot.core.conversation import checking, hello
from bot.core.conversation.state import Urgent
from bot.core.conversation.turn import Turn, card
from bot.core.effects import StopTimers
from bot.core.screen import Finding, card_for


def show(
    turn: Turn, finding: Finding, question: str | None, from_text: bool = False, over: tuple[str, ...] = ()
) -> Turn:
    """Show the card for this finding; where it asks for a hold, the hold is on from now. A text that leads here asks
    for all questions at the next start, whatever its level. After pressing, the limits `over` stand for good.
    """
    level, causes, before = finding.level, finding.causes, turn.person.hold
    shown = Urgent(level=level, causes=causes, question=question, from_text=from_text, held=before, over=over)
    told = turn.with_state(urgent=shown, playing=None, parked=None, easing_from=None).emit(StopTimers())
    return held(told.with_person(screened_at=None) if from_text else told).to("urgent")


def held(turn: Turn) -> Turn:
    """With the hold that the card asks for; it begins when the member sees the card."""
    found = _card(turn)
    limited = _limited(turn)
    return limited.with_person(hold=True, screened_at=None) if found is not None and found.hold else limited


def _limited(turn: Turn) -> Turn:
    shown = turn.state.urgent
    limited = checking.pressing_over(turn, shown.over) if shown is not None else turn
    if shown is None or limited is turn:
        return turn
    before = checking.stored_ends(turn)
    return limited.with_state(urgent=shown.model_copy(update={"earned": before}))


def _taken_back(turn: Turn, shown: Urgent) -> Turn:
    """Without the limits that the card has set."""
    if shown.earned is None:
        return turn
    return turn.with_person(facts={**turn.person.facts, "earned": shown.earned})


def seen(turn: Turn) -> Turn:
    """A card that was made ready by a message in public is opened by its writer."""
    opened = replace(turn.with_state(unseen=False, aside=None), aside=turn.state.aside)
    return held(opened.with_person(screened_at=None)) if opened.state.node == "urgent" else opened


def show_minor(turn: Turn, finding: Finding) -> Turn:
    """Under 16 there is no routine: the card for a parent and a clinician."""
    return show(turn.with_state(screen=None), finding, None)


def _card(turn: Turn) -> content.Card | None:
    shown = turn.state.urgent
    if shown is None:
        return None
    return card_for(turn.pack.safety, shown.level, shown.causes, turn.person.age or "")


def urgent_card(turn: Turn) -> Card:
    """The card; its first sentence is the action."""
    found = _card(turn)
    if found is None:
        return card(turn, turn.text("urgent.title"), turn.text("urgent.body"), tone="urgent")
    tone = "urgent" if found.level in ("emergency", "same_day") else "notice"
    return card(turn, found.title, found.text, rows=(_buttons(turn),), tone=tone)


def _buttons(turn: Turn) -> tuple[Button, ...]:
    """What takes a wrong card back comes first; what makes the card milder is furthest from the thumb."""
    shown = turn.state.urgent
    buttons: list[Button] = []
    if shown is not None and shown.from_text:
        buttons.append(turn.button("urgent.misread", "misread"))
    if shown is not None and shown.question and shown.question not in turn.state.wrong_used and turn.state.screen:
        buttons.append(turn.button("urgent.wrong_tap", "tapped_wrong"))
    buttons.append(turn.button("button.close", "close"))
    if shown is not None and shown.level == "emergency":
        buttons += [Button(label, "unchanged") for label in _unchanged_label(turn, shown)]
    return tuple(buttons)


def _unchanged_label(turn: Turn, shown: Urgent) -> tuple[str, ...]:
    question = next((item for item in turn.pack.safety.questions if item.id == shown.question), None)
    return (question.unchanged,) if question and question.unchanged else ()


def act_urgent(turn: Turn, action: str) -> Turn:
    """Take back a wrong tap once, say that it is old and unchanged, or that the text was misread."""
    shown = turn.state.urgent
    if shown is None:
        return turn
    if action == "misread" and shown.from_text:
        freed = _taken_back(turn, shown).with_person(hold=shown.held, screened_at=None)
        return hello.start(freed.with_state(found={}, urgent=None, screen=None, unseen=False))
    if (
        action == "tapped_wrong"
        and shown.question
        and turn.state.screen
        and shown.question not in turn.state.wrong_used
    ):
        reopened = turn.state.screen.without(shown.question)
        freed = _taken_back(turn, shown).with_person(hold=reopened.since)
        used = (*turn.state.wrong_used, shown.question)
        return freed.to(f"q:{shown.question}", screen=reopened, wrong_used=used, urgent=None)
    if action == "unchanged" and _unchanged_label(turn, shown) and turn.state.screen:
        screen = turn.state.screen.model_copy(update={"unchanged": True})
        lower = Finding(level="same_day", causes=shown.causes)
        return show(turn.with_state(screen=screen), lower, shown.question)
    return turn
