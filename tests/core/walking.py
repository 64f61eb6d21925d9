"""A walk over the conversation: every button of every card, every form with lists of items, breadth first."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.core.cards import Card, Form
from bot.core.conversation import path
from bot.core.conversation.turn import Turn, Values
from bot.core.screen import judge

from . import section4

QUESTIONS = ("hello", "hold", "held", "new", "q", "each", "urgent", "closed")
"""The nodes of the questions before any routine."""

PAIRS = {
    "q3": (("low_fall", "thin_bones"), ("small", "steroids"), ("legs", "low_fall"), ("small", "low_fall")),
    "q4": (("fever", "ill"), ("waves", "vomiting"), ("bruise", "dizzy"), ("burning", "one_kidney")),
    "q5": (("cancer", "weak_leg"), ("weight", "night"), ("unsteady", "clumsy"), ("first_ever", "night")),
    "q6": (("PREG", "NEURO"), ("PREG", "SURG"), ("HYPERMOB", "FLOOR"), ("BONE", "BP"), ("AXSPA", "NEURO")),
    "preg": (("dizzy", "one_side"), ("collapse", "fever")),
}  # fmt: skip
"""Items that are ticked together, beside each one alone and all of them."""

Step = tuple[Turn, str, Turn]
"""A turn, what was pressed, and the turn after it."""


def kind(turn: Turn) -> str:
    """The node without its question: `q` for `q:q3`."""
    return turn.state.node.partition(":")[0]


def words_on(card: Card) -> str:
    """Everything that is read on a card."""
    return "\n".join((card.title, *card.body, *(button.label for button in card.buttons), card.small or ""))


def ways(turn: Turn, skip: Iterable[str] = ()) -> Iterator[Step]:
    """Every press that the card offers, and what it leads to. Once a list was ticked, the others are left at No."""
    for button in path.card_of(turn).buttons:
        if button.action.startswith("/") or button.action in skip or button.action.partition(":")[0] in skip:
            continue
        form = path.form_of(turn, button.action)
        if form is None:
            yield turn, button.action, path.act(turn, button.action)
        elif kind(turn) == "q" and not _listed_before(turn):
            for values in _filled(turn, form):
                yield turn, f"{button.action} {values}", path.act(turn, button.action, values)


def _listed_before(turn: Turn) -> bool:
    """Whether the lists were walked already: in this screen, before a wrong tap, or before a clinician has looked."""
    screen = turn.state.screen
    if screen is None or turn.state.wrong_used or screen.since:
        return True
    return turn.state.node != "q:preg" and any(answer.items for answer in screen.answers.values())


def _filled(turn: Turn, form: Form) -> Iterator[Values]:
    shown = [option.value for field in form.fields for option in field.options]
    pairs = (pair for pair in PAIRS.get(turn.state.node.partition(":")[2], ()) if set(pair) <= set(shown))
    for items in (*((one,) for one in shown), *pairs, tuple(shown)):
        yield {field.key: tuple(o.value for o in field.options if o.value in items) for field in form.fields}


def key(turn: Turn) -> object:
    """What makes two turns the same for the walk. What cannot matter at this node is left out."""
    state, person, screen = turn.state, turn.person, turn.state.screen
    who = (person.age, person.hold, turn.kept_stop, turn.limits, person.screened_at is None, person.diary)
    if kind(turn) in QUESTIONS:
        finding = judge(turn.pack.safety, screen) if screen else None
        asked = (tuple(screen.answers), screen.since, screen.unchanged) if screen else None
        shown = state.urgent.model_dump_json() if state.urgent else None
        said = (state.each, bool(state.unsure), state.wrong_used, bool(state.note))
        return state.node, who, asked, finding, shown, said
    playing = state.playing
    played = (playing.routine, playing.index, playing.phase, playing.asked, bool(playing.seen)) if playing else None
    answers = tuple(sorted(state.answers.items(), key=str)) if kind(turn) not in ("play", "check", "diary") else None
    return state.node, who, answers, state.ticked, state.wanted, state.at, state.easing_from, played, state.check.feel


def walk(
    starts: Iterable[Turn],
    inside: Callable[[Turn], bool],
    seen: Callable[[Turn, str, Turn], None],
    skip: Iterable[str] = (),
    more: Callable[[Turn], Iterable[Step]] = lambda turn: (),
) -> list[Turn]:
    """Every turn that can be reached; those outside are reached but not gone on from. `seen` looks at each step."""
    queue, known, reached = deque(starts), set[object](), list[Turn]()
    known = {key(turn) for turn in queue}
    reached += queue
    while queue:
        turn = queue.popleft()
        for before, action, after in (*ways(turn, skip), *more(turn)):
            seen(before, action, after)
            after = replace(after, effects=())
            if (place := key(after)) not in known:
                known.add(place)
                reached.append(after)
                if inside(after):
                    queue.append(after)
    return reached


def barred_steps(turn: Turn) -> frozenset[str]:
    """What a running routine plays although the table of section 4 bars it."""
    playing = turn.state.playing
    assert playing is not None
    item = next(item for item in (*turn.state.items, turn.pack.info.ease) if item.routine == playing.routine)
    return section4.played(turn.pack, item, playing.limits) & section4.barred_by(turn.limits | playing.limits)
