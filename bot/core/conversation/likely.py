"""Text that leaves the reason open: the likeliest answers, and none of these."""

from bot.core.cards import Button, Card
from bot.core.content.topic import Option, TopicQuestion
from bot.core.conversation import asking
from bot.core.conversation.turn import Turn, card, in_rows
from bot.core.decision.asking import next_question


def _offered(turn: Turn) -> list[tuple[TopicQuestion, Option]]:
    by_name = {f"{each.id}:{option.id}": (each, option) for each in turn.topic.questions for option in each.options}
    return [by_name[pair] for pair in turn.state.likely if pair in by_name]


def likely_card(turn: Turn) -> Card:
    """The likeliest answers as buttons."""
    buttons = tuple(Button(option.label, f"pick:{at}") for at, (_, option) in enumerate(_offered(turn)))
    none = turn.button("likely.none", "none")
    return card(turn, turn.text("likely.title"), turn.text("likely.body"), rows=(*in_rows(buttons, 3), (none,)))


def act_likely(turn: Turn, action: str) -> Turn:
    """One of them counts as answered where it is what comes next; otherwise it is confirmed when its question comes."""
    offered = _offered(turn)
    closed = turn.with_state(likely=())
    kind, _, at = action.partition(":")
    if action == "none":
        return asking.proceed(closed)
    if kind != "pick" or not at.isdigit() or int(at) >= len(offered):
        return turn
    question, option = offered[int(at)]
    following = next_question(turn.pack, turn.topic, turn.facts, turn.limits)
    if following is not None and following.id == question.id:
        value = (option.id,) if question.kind == "many" else option.id
        return asking.answered(closed, question, value, from_text=True)
    return asking.proceed(closed.with_state(found={question.id: (option.id,)}))
