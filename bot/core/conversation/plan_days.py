"""Plans that run over days: which part is today's, and what of it may be done today."""

from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter

from bot.core.cards import Card
from bot.core.content.plan import PlanItem
from bot.core.content.routine import Routine
from bot.core.conversation import asking, result, running
from bot.core.conversation.state import AnswerValue, CheckDraft
from bot.core.conversation.turn import Turn, card
from bot.core.decision.asking import next_question
from bot.core.decision.repairs import presses, standing_items
from bot.core.decision.table import Decision, decide
from bot.core.records import ActivePlan
from bot.core.reentry import MOVED_ON, ROW_ON, moves_today, row_in_vain

_ANSWERS = TypeAdapter(dict[str, AnswerValue])

OPEN_EVERY_DAY = ("nrs", "began")
"""Answers that are asked anew at every start and so are not kept with a plan."""

USED = "used"
"""Kept among a plan's answers: the rows that were tried before it and changed nothing."""
PRESSED = "pressed_on"
"""Among what is known of a person: the day of the last pressing, whatever led to it."""


def has_plan(turn: Turn) -> bool:
    """Whether a plan of this topic is running."""
    mine = turn.plan is not None and turn.plan.active and turn.plan.topic == turn.topic.id
    return mine and not turn.state.afresh


def day_of(turn: Turn) -> int:
    """Today's day of the plan, from 1: the one that was done today, or else the next."""
    if turn.plan is None:
        return 1
    return max(1, turn.plan.position) if turn.plan.last_done_on == turn.today else turn.plan.position + 1


def day_of_stop(turn: Turn, stop: str) -> int:
    """The day of a stop's own plan: of one that runs, or in a row on bad days within another."""
    plan = turn.plan
    if plan is None or not has_plan(turn):
        return 1
    if plan.outcome == stop:
        return day_of(turn)
    first = plan.state.get(f"since:{stop}")
    return (turn.today - date.fromisoformat(first)).days + 1 if isinstance(first, str) else 1


def kept_answers(turn: Turn) -> dict[str, AnswerValue]:
    """The answers that the plan was made from, as they count today: soreness of then is not soreness of now."""
    stored = turn.plan.state.get("answers") if turn.plan else None
    if not isinstance(stored, dict):
        return {}
    answers = _ANSWERS.validate_python(stored)
    if isinstance(pressed := answers.get("pressed"), tuple):
        answers["pressed"] = _without_soreness(pressed)
    return answers


def _without_soreness(pressed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in pressed if item != "sore") or ("hard",)


def today(turn: Turn) -> Turn:
    """Today's part under today's strength; a stop wins over the plan. A plan that was made while a stop stood (calm
    first) says too little once that is over: then the topic's questions come.
    """
    answers = {**kept_answers(turn), **turn.state.answers}
    with_answers = turn.with_state(answers=answers)
    question = next_question(turn.pack, turn.topic, with_answers.facts, turn.limits)
    if question is not None and question.id in OPEN_EVERY_DAY:
        return with_answers.to(f"ask:{question.id}", ticked=())
    if question is not None:
        return asking.proceed(anew(with_answers))
    decision = decide(turn.pack, turn.topic, with_answers.facts, turn.limits)
    if decision.stop is not None:
        return result.conclude(with_answers)
    if _in_vain(turn):
        return asking.proceed(_asked_again(with_answers)).with_state(note="today.no_change")
    day = day_of(turn)
    if is_over(turn, decision.items, day):
        return asking.proceed(anew(with_answers)).with_state(note="today.over")
    planned = for_today(turn, decision, day)
    todays = _moving(with_answers, planned)
    rests = tuple(item for item in todays if item.rest)
    items = playable(turn, todays)
    moves = todays != planned
    return with_answers.to("today", items=items, resting=rests, day=day, row=decision.row, at=0, moves=moves)


def _in_vain(turn: Turn) -> bool:
    """Whether the row changed nothing; at six weeks that has another answer (evidence pack, section 4)."""
    plan = turn.plan
    if plan is None or plan.last_done_on == turn.today or "six_weeks" in turn.facts:
        return False
    return row_in_vain(plan, turn.points, turn.today)


def _asked_again(turn: Turn) -> Turn:
    """Some of the questions anew; what they lead to leaves out the rows that were tried."""
    answers = {name: value for name, value in turn.state.answers.items() if name not in turn.topic.ask_again}
    before = answers.get(USED)
    tried = (*(before if isinstance(before, tuple) else ()), turn.plan.outcome if turn.plan else "")
    return turn.with_state(answers={**answers, USED: tuple(dict.fromkeys(tried))}, afresh=True)


def for_day(items: tuple[PlanItem, ...], day: int) -> tuple[PlanItem, ...]:
    """The items that stand on this day of the plan (from 1), each routine once."""
    todays = tuple(item for item in items if (not item.days or day in item.days) and item.from_day <= day)
    seen: dict[object, PlanItem] = {}
    for item in todays:
        seen.setdefault((item.routine, item.parts, item.level) if item.parts else item.routine or item.rest, item)
    return tuple(seen.values())


def is_over(turn: Turn, items: tuple[PlanItem, ...], day: int) -> bool:
    """Whether a plan of so many days has had its last one: only what goes with every plan is left."""
    own = tuple(item for item in items if item.rest or not _routine(turn, item).addon)
    return bool(own) and all(item.days and max(item.days) < day for item in own)


def for_today(turn: Turn, decision: Decision, day: int) -> tuple[PlanItem, ...]:
    """Today's items; what needs days between is left out until they have passed, and what is retired for good."""
    items = for_day(decision.items, day)
    return tuple(item for item in items if item.routine not in turn.person.retired and not too_soon(turn, item))


def _moving(turn: Turn, items: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
    """Where the plan has brought a change that counts, one pressing session a week gives way to strength or a walk."""
    pressing = tuple(item for item in items if presses(turn.pack, item, turn.limits))
    if not pressing or turn.plan is None or not moves_today(turn.plan, turn.points, turn.today):
        return items
    retired = frozenset(turn.person.retired)
    instead = standing_items(turn.pack, turn.topic.when_better, running.limits_today(turn), retired)
    left = tuple(item for item in items if item not in pressing)
    there = {item.routine for item in left}
    new = next((item for item in instead if item.routine not in there), None)
    return (new, *left) if new is not None else left if instead else items


def too_soon(turn: Turn, item: PlanItem) -> bool:
    """Whether the item presses and the days between that its routine asks for have not passed, plan or no plan."""
    last = turn.person.facts.get(PRESSED)
    if item.routine is None or not isinstance(last, str) or not presses(turn.pack, item, turn.limits):
        return False
    gap = (turn.today - date.fromisoformat(last)).days
    return 0 <= gap < turn.pack.routine_by_id[item.routine].frequency.every_days


def playable(turn: Turn, items: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
    """What is played one after the other: add-ons only where there is nothing else."""
    routines = tuple(item for item in items if item.routine)
    main = tuple(item for item in routines if not _routine(turn, item).addon)
    return main or routines


def _routine(turn: Turn, item: PlanItem) -> Routine:
    assert item.routine is not None
    return turn.pack.routine_by_id[item.routine]


def today_card(turn: Turn) -> Card:
    """Today's part, ready to start."""
    again = turn.plan is not None and turn.plan.last_done_on == turn.today
    rests = tuple(item.rest for item in turn.state.resting if item.rest)
    soon = result.soon_text(turn) if turn.facts.get("six_weeks") else ""
    title = turn.text("today.title", day=turn.state.day)
    lines = result.item_lines(turn, turn.state.items)
    start = (turn.button("today.again" if again else "button.start", "start", "success"),) if lines else ()
    row = (*start, turn.button("today.change", "anew"), turn.button("today.check", "check"))
    waits = any(too_soon(turn, item) for item in for_day(result.decision_of(turn).items, turn.state.day))
    why = ("today.moves",) if turn.state.moves else ("today.waits",) if waits else ()
    body = (soon, turn.text("today.done") if again else "", *rests, *lines, *(turn.text(key) for key in why))
    return card(turn, title, *body, rows=(row, (turn.button("button.ease", "ease"),)))


def act_today(turn: Turn, action: str) -> Turn:
    """Start it, or go through the questions of the topic again."""
    if action == "start" and turn.state.items:
        return result.start_first(turn)
    if action == "check":
        return turn.to("check:after", played=(), check=CheckDraft(), done="none" if turn.state.items else "all")
    return asking.proceed(anew(turn)) if action == "anew" else turn


def anew(turn: Turn) -> Turn:
    """The topic's questions again, but for what was asked today."""
    strength = {name: value for name, value in turn.state.answers.items() if name in (*OPEN_EVERY_DAY, USED)}
    return turn.with_state(answers=strength, afresh=True, moves=False)


def advanced(turn: Turn) -> Turn:
    """What today's part leaves behind, such as that it pressed. The plan is one day further, once a day; a new one
    starts where there is none. On a bad day, when a stop takes its place, a plan waits.
    """
    turn = _pressed(turn)
    if turn.person.diary != "keep" or turn.state.row is None or turn.state.wanted is not None:
        return turn
    mine = _mine(turn)
    if mine is not None and mine.outcome != turn.state.row and turn.state.row not in _rows(turn):
        since = {f"since:{turn.state.row}": turn.today.isoformat(), **mine.state}
        return replace(turn, plan=replace(mine, state=since))
    plan = mine if mine is not None and mine.outcome == turn.state.row else _new(turn)
    further = plan.position if plan.last_done_on == turn.today else plan.position + 1
    state = {name: value for name, value in plan.state.items() if not name.startswith("since:")}
    if turn.state.moves:
        state[MOVED_ON] = turn.today.isoformat()
    return replace(turn, plan=replace(plan, position=further, last_done_on=turn.today, state=state))


def _mine(turn: Turn) -> ActivePlan | None:
    """The plan that runs; asked again, it goes on where the answers lead to it once more, and its weeks count on."""
    plan = turn.plan
    if plan is None or has_plan(turn):
        return plan
    if plan.topic != turn.topic.id or plan.outcome != turn.state.row or USED in turn.state.answers:
        return None
    return replace(plan, state={**plan.state, "answers": _stored(turn)})


def _pressed(turn: Turn) -> Turn:
    if not any(presses(turn.pack, item, turn.limits) for item in turn.state.items[: turn.state.at + 1]):
        return turn
    return turn.with_person(facts={**turn.person.facts, PRESSED: turn.today.isoformat()})


def _rows(turn: Turn) -> frozenset[str]:
    return frozenset(row.id for row in turn.topic.rows)


def _new(turn: Turn) -> ActivePlan:
    """A plan from here on; in place of a row that changed nothing, its weeks count on from the first."""
    stored = _stored(turn)
    goes_on = turn.plan is not None and USED in stored
    return ActivePlan(
        id=0,
        user_id=turn.person.user_id,
        topic=turn.topic.id,
        outcome=turn.state.row or "",
        started_on=turn.plan.started_on if turn.plan and goes_on else turn.today,
        pack_hash="",
        state={"answers": stored, **({ROW_ON: turn.today.isoformat()} if goes_on else {})},
    )


def _stored(turn: Turn) -> dict[str, object]:
    answers = {name: value for name, value in turn.state.answers.items() if name not in OPEN_EVERY_DAY}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in answers.items()}
