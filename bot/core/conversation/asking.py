"""The topic's questions as cards: only those that the table still needs, and what was typed is confirmed first."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cards import Button, Card, Field, Form
from bot.core.content.topic import Option, TopicQuestion
from bot.core.conversation import checking, plan_days, reading, result, running, screening
from bot.core.conversation.turn import Turn, Values, card, in_rows
from bot.core.decision.asking import next_question, still_asked

STRENGTH = "nrs"
"""The question that every start asks: how strong is it now, 0 to 10."""

STORY = 2000
"""Characters that a text may have: a long story is welcome, with whatever stands in its middle."""

CHANGE = "change"
"""The card that lists the answers given."""


def proceed(turn: Turn) -> Turn:
    """The next question that is still needed, or what all answers lead to."""
    if len(turn.pack.topics) > 1 and not turn.state.topic_known and turn.state.wanted is None:
        return turn.to("topic")
    if STRENGTH not in turn.state.answers:
        return turn.to(f"ask:{STRENGTH}", ticked=())
    if turn.state.wanted is None and plan_days.has_plan(turn):
        return plan_days.today(turn)
    question = next_question(turn.pack, turn.topic, turn.facts, turn.limits)
    if turn.state.wanted is not None and (question is None or question.id != "began"):
        return result.open_wanted(turn)
    if question is None:
        return result.conclude(turn)
    if turn.state.likely and not turn.state.found:
        return turn.to("likely", ticked=())
    return turn.to(f"confirm:{question.id}" if _confirmable(turn, question) else f"ask:{question.id}", ticked=())


def topic_card(turn: Turn) -> Card:
    """Which body part, where the content knows more than one."""
    buttons = tuple(Button(topic.name[:80], f"topic:{topic.id}") for topic in turn.pack.topics[:20])
    return card(turn, turn.text("topic.title"), rows=in_rows(buttons, 4))


def act_topic(turn: Turn, action: str) -> Turn:
    """The body part was chosen."""
    kind, _, name = action.partition(":")
    if kind != "topic" or name not in turn.pack.topic_by_id:
        return turn
    plan = next((plan for plan in turn.plans if plan.topic == name), None)
    # Typed words were read for the topic that comes first; for another one they would point to answers it lacks.
    words: dict[str, object] = {} if name == turn.topic.id else {"found": {}, "likely": ()}
    return proceed(replace(turn, topic=turn.pack.topic_by_id[name], plan=plan).with_state(topic_known=True, **words))


def _confirmable(turn: Turn, question: TopicQuestion) -> bool:
    return bool(turn.state.found.get(question.id))


def question_of(turn: Turn) -> TopicQuestion:
    """The question that the node names."""
    wanted = turn.state.node.partition(":")[2]
    return next(question for question in turn.topic.questions if question.id == wanted)


def question_card(turn: Turn) -> Card:
    """The question with its answers: a scale, one of several, or several."""
    question = question_of(turn)
    rows = {"scale": _scale, "one": _one, "many": _many}[question.kind](turn, question)
    return card(turn, _asked(turn, question), question.note or "", rows=(*rows, _extras(turn, question)))


def _asked(turn: Turn, question: TopicQuestion) -> str:
    """The question; before a routine that was picked by name, with that name."""
    wanted = turn.pack.routine_by_id.get(turn.state.wanted or "")
    if wanted is None or question.id != STRENGTH:
        return question.ask
    return turn.text("routine.strength", name=wanted.name)


def _scale(turn: Turn, question: TopicQuestion) -> tuple[tuple[Button, ...], ...]:
    return in_rows(tuple(Button(str(number), f"is:{number}") for number in range(11)), 4)


def _one(turn: Turn, question: TopicQuestion) -> tuple[tuple[Button, ...], ...]:
    return in_rows(tuple(Button(option.label, f"is:{option.id}") for option in question.options), 4)


def _many(turn: Turn, question: TopicQuestion) -> tuple[tuple[Button, ...], ...]:
    buttons = tuple(_toggle(turn, option) for option in question.options)
    done = turn.button("button.done", "done", "success") if turn.state.ticked else None
    return (*in_rows(buttons, 3), (done,) if done else ())


def _toggle(turn: Turn, option: Option) -> Button:
    if option.id in turn.state.ticked:
        return Button(turn.text("button.chosen", label=option.label)[:80], f"toggle:{option.id}", "primary")
    return Button(option.label, f"is:{option.id}" if option.alone else f"toggle:{option.id}")


def _extras(turn: Turn, question: TopicQuestion) -> tuple[Button, ...]:
    typed = () if question.id == STRENGTH or turn.state.found else (turn.button("button.type", "type"),)
    known = len(turn.state.answers) > 0 and running.may_ease(turn)
    return (
        *((turn.button("button.back", "back"),) if _earlier(turn, question) else ()),
        *typed,
        *((turn.button("button.ease", "ease"),) if known else ()),
    )


def form_for(turn: Turn, action: str) -> Form | None:
    """The form behind "Type it instead"."""
    if action != "type":
        return None
    field = Field(
        "text", turn.text("type.label"), "text", description=turn.text("type.hint"), required=True, max_length=STORY
    )
    return Form(turn.text("type.title"), (field,))


def act_question(turn: Turn, action: str, values: Values | None = None) -> Turn:
    """An answer, a toggle, or a way around."""
    question = question_of(turn)
    kind, _, value = action.partition(":")
    if action == "back":
        return go_back(turn, question)
    if action == "type" and values is not None:
        return typed(turn, values.get("text", ("",))[0])
    if kind == "is" and question.kind == "scale" and value.isdigit() and 0 <= int(value) <= 10:
        return answered(turn, question, int(value))
    known = {option.id for option in question.options}
    if kind == "is" and value in known:
        return answered(turn, question, (value,) if question.kind == "many" else value)
    if kind == "toggle" and value in known:
        return _toggled(turn, question, value)
    if action == "done" and turn.state.ticked:
        return answered(turn, question, turn.state.ticked)
    return turn


def _toggled(turn: Turn, question: TopicQuestion, value: str) -> Turn:
    ticked = turn.state.ticked
    chosen = tuple(item for item in ticked if item != value) if value in ticked else (*ticked, value)
    return turn.with_state(ticked=chosen)


def typed(turn: Turn, text: str) -> Turn:
    """What someone wrote instead of pressing: danger first, then answers to be confirmed."""
    return reading.read_into(turn, text)


def answered(turn: Turn, question: TopicQuestion, value: int | str | tuple[str, ...], from_text: bool = False) -> Turn:
    """Keep the answer, drop those that it makes pointless, and go on."""
    answers = {**turn.state.answers, question.id: value}
    left = still_asked(turn.pack, turn.topic, {**turn.facts, **_as_facts(answers)}, turn.limits)
    kept = {name: answer for name, answer in answers.items() if name in left}
    read = tuple(name for name in turn.state.read if name != question.id and name in kept)
    read = (*read, question.id) if from_text else read
    changed = turn.with_state(answers=kept, ticked=(), found=_without(turn, question.id), read=read, note=None)
    if question.id == STRENGTH and isinstance(value, int):
        changed = checking.sore_after_pressing(changed, value)
        if _suddenly_worse(turn, value):
            return screening.begin(changed)
    return proceed(changed)


def _as_facts(answers: dict[str, int | str | tuple[str, ...]]) -> dict[str, int | str | frozenset[str]]:
    return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in answers.items()}


def _without(turn: Turn, question: str) -> dict[str, tuple[str, ...]]:
    return {name: options for name, options in turn.state.found.items() if name != question}


def _suddenly_worse(turn: Turn, strength: int) -> bool:
    """Up by 3, or 8 and over and 2 above the usual; never within an hour of the questions."""
    screened = turn.person.screened_at
    if screened is not None and turn.now - screened < timedelta(hours=1):
        return False
    known = [check.after for check in turn.history if check.after is not None]
    if not known:
        return False
    usual = sorted(known[:7])[len(known[:7]) // 2]
    return strength - known[0] >= 3 or (strength >= 8 and strength - usual >= 2)


def go_back(turn: Turn, question: TopicQuestion) -> Turn:
    """The question before this one, open again; from an answer that is being changed, the list of answers."""
    before = _earlier(turn, question)
    if before is None or before == CHANGE:
        return turn if before is None else turn.to(CHANGE, ticked=())
    answers = {name: value for name, value in turn.state.answers.items() if name != before}
    return turn.to(f"ask:{before}", answers=answers, ticked=())


def _earlier(turn: Turn, question: TopicQuestion) -> str | None:
    """The question that Back opens, `change` where this one was opened to change its answer, or nothing."""
    if question.id in turn.state.answers:
        return CHANGE
    order = [item.id for item in turn.topic.questions]
    before = [name for name in order[: order.index(question.id)] if name in turn.state.answers]
    return before[-1] if before else None


def confirm_card(turn: Turn) -> Card:
    """What the text was taken for, to be confirmed before it counts."""
    question = question_of(turn)
    found = turn.state.found.get(question.id, ())
    labels = [option.said for option in question.options if option.id in found]
    row = (turn.button("button.right", "right", "primary"), turn.button("button.not_right", "not_right"))
    extras = (turn.button("button.ease", "ease"),) if running.may_ease(turn) else ()
    said = f" {turn.text('list.and')} ".join(labels)
    return card(turn, question.ask, turn.text("confirm.body", said=said), rows=(row, extras))


def act_confirm(turn: Turn, action: str) -> Turn:
    """Right: it counts. Otherwise the question is asked with its buttons."""
    question = question_of(turn)
    found = turn.state.found.get(question.id, ())
    if action == "right" and found:
        return answered(turn, question, found if question.kind == "many" else found[0], from_text=True)
    if action == "not_right":
        return turn.to(f"ask:{question.id}", found=_without(turn, question.id), ticked=())
    return turn
