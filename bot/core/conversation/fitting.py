"""The result's words, fitted to a phone: what must be said first, then more as far as the budget goes."""

from collections.abc import Iterator

from bot.core.cards import Card
from bot.core.content.plan import Outcome
from bot.core.conversation import result
from bot.core.conversation.turn import Turn
from bot.core.decision.table import Decision

WORDS = 70
"""The result's budget of words, buttons included; what goes beyond it stands behind "Why?"."""


def fitted(turn: Turn, decision: Decision, outcome: Outcome, bare: Card) -> Card:
    """The first way of saying it that fits (or the shortest), and the tips that still fit."""
    shown = bare
    for said in _ways(turn, decision, outcome):
        shown = _with(bare, *said)
        if shown.words <= WORDS:
            break
    for more in (*result.tips(turn, decision), *((turn.topic.first_result,) if turn.state.first else ())):
        longer = _with(shown, more)
        shown = longer if longer.words <= WORDS else shown
    return shown


def _ways(turn: Turn, decision: Decision, outcome: Outcome) -> Iterator[tuple[str, ...]]:
    """From everything to the least: all reasons or those that decided; each routine in full, by name, or the first."""
    reasons = tuple(dict.fromkeys((decision.said, decision.decided, decision.decided[:1])))
    evidence, items = result.evidence(turn, outcome), turn.state.items
    rests = tuple(filter(None, (result.no_pressing(turn, decision),)))
    for lines_of, named in ((result.item_lines, items), (result.short_lines, items), (result.item_lines, items[:1])):
        lines = lines_of(turn, named)
        for said in reasons:
            yield (result.why(turn, said, outcome), *rests, *outcome.also, *lines, evidence)
    if rests:
        # What was said, and that pressing rests; how to press then matters least.
        short = result.why(turn, decision.decided[:1], outcome).partition(". ")[0]
        yield (f"{short}.", *rests, *outcome.also, *result.item_lines(turn, items[:1]), evidence)


def _with(card: Card, *more: str) -> Card:
    return Card(card.title, (*card.body, *more), card.rows, card.tone)
