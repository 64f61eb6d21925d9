"""The six questions as cards: Yes, Not sure, No; items one by one or as a list; and what they lead to.

Source: the evidence pack, section 1.1.
"""

from datetime import datetime, timedelta

from bot.core.cards import Button, Card, Field, FieldOption, Form
from bot.core.content.safety import Question
from bot.core.conversation import asking, checking, urgent
from bot.core.conversation.turn import Turn, Values, bullets, card
from bot.core.decision import limits as limit_rules
from bot.core.decision.table import find_stop
from bot.core.effects import StopTimers
from bot.core.screen import Answer, Finding, Screen, Sure, judge, next_question, shown_bullets, shown_items, stops_here

SHORT = timedelta(hours=48)
"""The longest limit that is counted in hours."""


def begin(turn: Turn, since: bool = False) -> Turn:
    """Ask all questions anew; whatever ran before is over. Until the last answer is in, none counts as passed: going
    back, closing or starting again must not lead round them.
    """
    age = turn.person.age or turn.pack.safety.ages[0].id
    fresh = turn.with_state(
        screen=Screen(age=age, since=since),
        playing=None,
        parked=None,
        urgent=None,
        items=(),
        easing_from=None,
        undo=None,
        trail=(),
    )
    return _onward(fresh.with_person(screened_at=None).emit(StopTimers()))


def _question(turn: Turn) -> Question:
    wanted = turn.state.node.partition(":")[2]
    return next(question for question in turn.pack.safety.questions if question.id == wanted)


def _screen(turn: Turn) -> Screen:
    return turn.state.screen or Screen(age=turn.person.age or turn.pack.safety.ages[0].id)


def question_card(turn: Turn) -> Card:
    """One question with its bullets, or its item list still to be opened."""
    question, screen = _question(turn), _screen(turn)
    ask = turn.text("screen.since") if screen.since and _about_danger(question) else question.ask
    rows = (_answers(turn, question), _back(turn))
    return card(turn, _title(turn, question), ask, bullets(shown_bullets(question, screen.age)), rows=rows)


def _title(turn: Turn, question: Question) -> str:
    """The question's title; whoever is asked only some of them reads how many those are."""
    asked = turn.pack.safety.minor_questions
    if _screen(turn).age != turn.pack.safety.ages[0].id or question.id not in asked:
        return question.title
    return turn.text("screen.count", at=asked.index(question.id) + 1, of=len(asked))


def _about_danger(question: Question) -> bool:
    """Whether a Yes may mean today or now. After a stop only what is new counts there; cautions count old or new."""
    return not question.when and any(stops_here(item.level) for item in question.items)


def _answers(turn: Turn, question: Question) -> tuple[Button, ...]:
    if question.kind == "choices":
        return tuple(Button(choice.label, f"choice:{at}") for at, choice in enumerate(question.choices))
    return (
        turn.button("button.no", "no", "primary"),
        turn.button("button.not_sure", "not_sure"),
        turn.button("button.yes", "yes"),
    )


def _back(turn: Turn) -> tuple[Button, ...]:
    """Back to the question before, or to the ages while they were tapped in this session: that may have been a slip."""
    asked = bool(_screen(turn).answers) or turn.state.age_tapped
    return (turn.button("button.back", "back"),) if asked else ()


def act_question(turn: Turn, action: str, values: Values | None = None) -> Turn:
    """An answer to the question that is shown."""
    question = _question(turn)
    if action == "back":
        return _go_back(turn, question)
    if action.startswith("choice:") and question.kind == "choices":
        return _answered(turn, question, Answer(sure="yes", choice=int(action.partition(":")[2])))
    if action == "no":
        return (
            turn.to(f"sure:{question.id}") if _written(turn, question) else _answered(turn, question, Answer(sure="no"))
        )
    if action == "not_sure" and question.kind == "at_once":
        return turn.to(f"each:{question.id}", each=0, unsure=())
    if action == "yes" and question.kind == "at_once":
        return _answered(turn, question, Answer(sure="yes"))
    if action in ("yes", "not_sure") and values is not None:
        return _ticked(turn, question, "yes" if action == "yes" else "not_sure", values)
    return turn


def _written(turn: Turn, question: Question) -> str | None:
    """Words of theirs that a No to this question contradicts."""
    causes = {part.cause for part in (*question.items, *question.rules) if part.cause}
    return next((words for cause, words in turn.state.written.items() if cause in causes), None)


def sure_card(turn: Turn) -> Card:
    """A No after words that said otherwise: one question, with the words."""
    question = _question(turn)
    row = (turn.button("sure.no", "not_so"), turn.button("sure.yes", "so", "primary"))
    body = turn.text("sure.body", words=_written(turn, question) or "")
    return card(turn, _title(turn, question), body, rows=(row, _back(turn)))


def act_sure(turn: Turn, action: str) -> Turn:
    """That's not so: the No stands. It is so: the answer is Yes, and where it takes a list, the question is back."""
    question = _question(turn)
    told = turn.with_state(written={})
    if action == "not_so":
        return _answered(told, question, Answer(sure="no"))
    if action == "so" and question.kind == "at_once":
        return _answered(told, question, Answer(sure="yes"))
    return told.to(f"q:{question.id}", note="sure.tick") if action in ("so", "back") else turn


def form_for(turn: Turn, action: str) -> Form | None:
    """The list behind Yes and Not sure of a question that asks which."""
    question = _question(turn)
    if question.kind != "which" or action not in ("yes", "not_sure"):
        return None
    options = tuple(FieldOption(item.id, item.text) for item in shown_items(question, _screen(turn).age))
    parts = max(1, len(question.groups), -(-len(options) // 10))
    size = -(-len(options) // parts)
    fields = tuple(
        Field(f"items{at}", _heading(turn, question, at), "checkboxes", options[at * size : (at + 1) * size])
        for at in range(parts)
    )
    return Form(turn.text("screen.which"), fields)


def _heading(turn: Turn, question: Question, at: int) -> str:
    return question.groups[at] if at < len(question.groups) else turn.text("screen.tick")


def _ticked(turn: Turn, question: Question, sure: Sure, values: Values) -> Turn:
    known = {item.id for item in question.items}
    items = tuple(item for chosen in values.values() for item in chosen if item in known)
    if not items:
        return turn.with_state(note="screen.nothing_ticked")
    return _answered(turn, question, Answer(sure=sure, items=items))


def each_card(turn: Turn) -> Card:
    """One bullet at a time, for someone who is not sure."""
    question = _question(turn)
    items = shown_items(question, _screen(turn).age)
    row = (
        turn.button("button.no", "no", "primary"),
        turn.button("button.not_sure", "not_sure"),
        turn.button("button.yes", "yes"),
    )
    title = turn.text("screen.each_title", title=_title(turn, question), at=turn.state.each + 1, of=len(items))
    return card(turn, title, f"{question.ask}\n**{items[turn.state.each].text}**", rows=(row,))


def act_each(turn: Turn, action: str) -> Turn:
    """The next bullet, or the answer when the last one is in or one is a Yes."""
    question = _question(turn)
    items = shown_items(question, _screen(turn).age)
    item = items[turn.state.each].id
    if action == "yes":
        return _answered(turn, question, Answer(sure="yes", items=(item,)))
    if action not in ("no", "not_sure"):
        return turn
    unsure = (*turn.state.unsure, item) if action == "not_sure" else turn.state.unsure
    if turn.state.each + 1 < len(items):
        return turn.with_state(each=turn.state.each + 1, unsure=unsure, note=None)
    answer = Answer(sure="not_sure", unsure=unsure) if unsure else Answer(sure="no")
    return _answered(turn, question, answer)


def _answered(turn: Turn, question: Question, answer: Answer) -> Turn:
    return _onward(turn.with_state(screen=_screen(turn).answered(question.id, answer), note=None), question)


def _go_back(turn: Turn, question: Question) -> Turn:
    asked = [name for name in (item.id for item in turn.pack.safety.questions) if name in _screen(turn).answers]
    before = [name for name in asked if name != question.id]
    if not before:
        return turn.to("hello") if turn.state.age_tapped else turn
    return turn.to(f"q:{before[-1]}", screen=_screen(turn).without(before[-1]))


def _onward(turn: Turn, last: Question | None = None) -> Turn:
    """The urgent card where the answers ask for one, else the next question, else the end."""
    screen = _screen(turn)
    finding = judge(turn.pack.safety, screen)
    if stops_here(finding.level):
        return urgent.show(turn, finding, last.id if last else None, over=_over(turn))
    following = next_question(turn.pack.safety, screen)
    if following is not None:
        return turn.to(f"q:{following.id}")
    return _finish(turn, finding)


def _over(turn: Turn) -> tuple[str, ...]:
    """The limits that what was ticked brings for good, where it comes after pressing."""
    named = [item for question in turn.pack.safety.questions for item in question.items if item.after_pressing]
    ticked = {item for answer in _screen(turn).answers.values() for item in answer.items}
    return tuple(item.after_pressing for item in named if item.after_pressing and item.id in ticked)


def _finish(turn: Turn, finding: Finding) -> Turn:
    """The last answer is in: the answers go, and what stays is when, the limits, and a stop by its name."""
    if turn.person.age == turn.pack.safety.ages[0].id:
        return urgent.show_minor(turn.with_person(hold=False), finding)
    turn = checking.pressing_over(turn, _over(turn))
    facts = {**turn.facts, "level": finding.level, "causes": finding.causes, "codes": finding.codes}
    facts.pop("kept", None)
    days = timedelta(days=turn.pack.safety.full_screen_after_days)
    stop = find_stop(turn.pack, turn.topic, facts)
    keep, until = (stop.keep, turn.now + days) if stop and stop.keep else checking.earned_stop(turn)
    limits = limit_rules.merge(_carried(turn), limit_rules.to_keep(turn.pack.safety, facts, turn.now))
    passed = turn.with_person(
        screened_at=turn.now,
        hold=False,
        stop=keep,
        stop_until=until,
        limits=limit_rules.merge(limits, checking.earned_limits(turn)),
        facts={name: fact for name, fact in turn.person.facts.items() if name != "new_at"},
    )
    return asking.proceed(passed.with_state(screen=None, unsure=(), written={}, trail=()))


def _carried(turn: Turn) -> dict[str, datetime | None]:
    """Limits of hours (soreness, drink today) outlast new questions; all others are set anew by them. After a stop
    the questions ask what is new, so nothing that stood may fall.
    """
    standing = {name: end for name, end in turn.person.limits.items() if end is None or end > turn.now}
    if turn.state.screen is not None and turn.state.screen.since:
        return standing
    return {name: end for name, end in standing.items() if end is not None and end <= turn.now + SHORT}
