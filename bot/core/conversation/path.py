"""The table of nodes: which card each shows, what a press on it does, and which form stands behind a button."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.cards import Card, Form
from bot.core.conversation import asking, checking, crisis, hello, plan_days, playcards, result, running, screening
from bot.core.conversation import likely as likely_node
from bot.core.conversation import urgent as urgent_node
from bot.core.conversation.turn import Turn, Values
from bot.core.conversation.turn import card as make_card
from bot.core.effects import Close, StopTimers


@dataclass(frozen=True, slots=True)
class Node:
    """One kind of card. `act` takes values where a form came back."""

    card: Callable[[Turn], Card]
    act: Callable[[Turn, str], Turn]
    with_values: Callable[[Turn, str, Values | None], Turn] | None = None
    form: Callable[[Turn, str], Form | None] | None = None


def _nothing(turn: Turn, action: str) -> Turn:
    return turn


def _closed_card(turn: Turn) -> Card:
    return make_card(turn, turn.text("closed.title"), turn.text("closed.body"))


NODES: dict[str, Node] = {
    "hello": Node(hello.hello_card, hello.act_hello),
    "hold": Node(hello.hold_card, hello.act_hold),
    "held": Node(hello.held_card, _nothing),
    "new": Node(hello.new_card, hello.act_new),
    "q": Node(screening.question_card, screening.act_question, screening.act_question, screening.form_for),
    "sure": Node(screening.sure_card, screening.act_sure),
    "each": Node(screening.each_card, screening.act_each),
    "urgent": Node(urgent_node.urgent_card, urgent_node.act_urgent),
    "topic": Node(asking.topic_card, asking.act_topic),
    "ask": Node(asking.question_card, asking.act_question, asking.act_question, asking.form_for),
    "likely": Node(likely_node.likely_card, likely_node.act_likely),
    "confirm": Node(asking.confirm_card, asking.act_confirm),
    "result": Node(result.result_card, result.act_result),
    "why": Node(result.why_card, result.act_why),
    "change": Node(result.change_card, result.act_change),
    "open": Node(result.open_card, result.act_result),
    "barred": Node(result.barred_card, result.act_barred),
    "today": Node(plan_days.today_card, plan_days.act_today),
    "stoplist": Node(playcards.stoplist_card, running.act_stoplist),
    "play": Node(playcards.play_card, running.act_play),
    "next": Node(checking.next_card, checking.act_next),
    "check": Node(checking.check_card, checking.act_check),
    "diary": Node(checking.diary_card, checking.act_diary),
    "done": Node(checking.done_card, checking.act_done),
    "closed": Node(_closed_card, _nothing),
}


def node_of(turn: Turn) -> Node:
    """The node that the state names; `q:q1` is of kind `q`."""
    return NODES[turn.state.node.partition(":")[0]]


EASING = ("why", "change", "barred", "check", "diary")
"""Nodes whose card takes "Ease it now" from here; the others place it themselves, or come before the questions."""


def card_of(turn: Turn) -> Card:
    """The card that the member sees now."""
    if turn.aside is not None:
        return crisis.card(turn.aside, crisis.Voice(turn.pack, turn.help, turn.can_tell))
    card = node_of(turn).card(turn)
    if turn.state.node.partition(":")[0] not in EASING or not running.may_ease(turn):
        return card
    ease = turn.button("button.ease", "ease")
    full = len(card.rows) == 5
    return replace(card, rows=(*card.rows[:-1], (*card.rows[-1], ease)) if full else (*card.rows, (ease,)))


def form_of(turn: Turn, action: str) -> Form | None:
    """The form that this button opens, if it opens one."""
    form = node_of(turn).form
    return form(turn, action) if form else None


def act(turn: Turn, action: str, values: Values | None = None) -> Turn:
    """What a press (or a form that came back) leads to."""
    if action == "close":
        return turn.to("closed").emit(StopTimers(), Close())
    if action == "ease":
        return running.ease(turn)
    node = node_of(turn)
    if values is not None and node.with_values is not None:
        return node.with_values(turn, action, values)
    return node.act(turn, action)
