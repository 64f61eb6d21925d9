"""When someone may not want to live: one kind answer, people to talk to, and then out of the way.

Source: the evidence pack, section 1.3. Nothing is stored but that the card was shown in this session.
"""

from bot.core.cards import Card
from bot.core.conversation import hello
from bot.core.conversation.turn import Turn, card


def crisis_card(turn: Turn) -> Card:
    """The first answer, with four ways on."""
    row = (
        turn.button("crisis.danger", "danger", "danger"),
        turn.button("crisis.people", "people", "primary"),
        turn.button("crisis.other", "other"),
        turn.button("crisis.misread", "misread"),
    )
    return card(
        turn, turn.text("crisis.title"), _filled(turn, turn.pack.safety.crisis.text), rows=(row,), tone="urgent"
    )


def _filled(turn: Turn, text: str) -> str:
    return text.replace("{resources}", turn.text("crisis.no_resources"))


def act_crisis(turn: Turn, action: str) -> Turn:
    """Which of the four."""
    if action in ("danger", "people", "other"):
        return turn.to(f"crisis:{action}")
    if action != "misread":
        return turn
    return hello.start(turn.with_state(found={})).with_state(note="crisis.misread_note")


def further_card(turn: Turn) -> Card:
    """What stands behind one of the buttons."""
    texts = turn.pack.safety.crisis
    kind = turn.state.node.partition(":")[2]
    text = {"danger": texts.danger_text, "people": texts.people_text, "other": texts.other_text}[kind]
    rows = () if kind == "danger" else ((turn.button("button.close", "close"),),)
    return card(turn, turn.text(f"crisis.{kind}_title"), _filled(turn, text), rows=rows, tone="urgent")


def act_further(turn: Turn, action: str) -> Turn:
    """Only closing is offered here."""
    return turn
