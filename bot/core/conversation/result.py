"""What the answers lead to: why, the plan with its grade and ceiling, and the way to change an answer."""

from datetime import timedelta

from bot.core.cards import Button, Card
from bot.core.content.condition import holds
from bot.core.content.plan import Outcome, PlanItem
from bot.core.content.safety import Stop
from bot.core.conversation import asking, fitting, plan_days, running, screening
from bot.core.conversation.state import CheckDraft, Undo
from bot.core.conversation.turn import Turn, bullets, card, in_rows
from bot.core.decision import limits as limit_rules
from bot.core.decision.repairs import presses, stands
from bot.core.decision.steps import bars, choose
from bot.core.decision.table import Decision, chosen, decide, find_stop, with_limits
from bot.core.screen import card_for

NO_PRESSURE = "no_pressure"
"""The limit under which nothing presses."""

TOLD = "told_first"
"""Among what is known of a person: when the first result of all was shown."""


def conclude(turn: Turn) -> Turn:
    """All that is needed is known: keep what outlasts the session, and show the result."""
    decision = decide(turn.pack, turn.topic, turn.facts, turn.limits)
    before = Undo(limits=turn.person.limits, stop=turn.person.stop, stop_until=turn.person.stop_until)
    turn = turn.with_state(undo=turn.state.undo or before)
    kept = limit_rules.merge(turn.person.limits, limit_rules.to_keep(turn.pack.safety, turn.facts, turn.now))
    turn = turn.with_person(limits=kept)
    if decision.stop is not None and decision.stop.keep and turn.kept_stop != decision.stop.keep:
        days = timedelta(days=turn.pack.safety.full_screen_after_days)
        turn = turn.with_person(stop=decision.stop.keep, stop_until=turn.now + days)
    row = decision.row or (decision.stop.id if decision.stop else None)
    day = plan_days.day_of_stop(turn, decision.stop.id) if decision.stop else 1
    items = plan_days.playable(turn, plan_days.for_today(turn, decision, day))
    waits = any(plan_days.too_soon(turn, item) for item in plan_days.for_day(decision.items, day))
    first = turn.state.first or (decision.row is not None and TOLD not in turn.person.facts)
    if first:
        turn = turn.with_person(facts={TOLD: turn.now.isoformat(), **turn.person.facts})
    shown = turn.to("result", items=items, row=row, day=day, at=0, playing=None, first=first)
    return shown.with_state(note="today.waits") if waits else shown


def undone(turn: Turn) -> Turn:
    """As it was before the result: what an answer has set goes with the answer, as long as nothing was started."""
    before = turn.state.undo
    if before is None:
        return turn
    known = turn.with_person(limits=before.limits, stop=before.stop, stop_until=before.stop_until)
    return known.with_state(undo=None)


def decision_of(turn: Turn) -> Decision:
    """What the table says to the answers as they are."""
    return decide(turn.pack, turn.topic, turn.facts, turn.limits)


def result_card(turn: Turn) -> Card:
    """Why, what, how sure, how hard at most; tips as far as they fit."""
    decision = decision_of(turn)
    outcome = decision.outcome
    if outcome is None:
        return card(turn, turn.text("urgent.title"), turn.text("urgent.body"))
    soon = outcome.soon_card or (bool(outcome.soon_when) and holds(outcome.soon_when, turn.facts))
    body = (soon_text(turn),) if soon else ()
    bare = card(turn, outcome.title, *body, rows=_rows(turn, decision), tone="notice" if soon else "calm")
    return fitting.fitted(turn, decision, outcome, bare)


def no_pressing(turn: Turn, decision: Decision) -> str:
    """That pressing fell away and why, or nothing where the plan presses or no answer points at it."""
    if decision.row is None or any(presses(turn.pack, item, decision.limits) for item in decision.items):
        return ""
    barred = decision.limits & {NO_PRESSURE}
    asked = any(option.tip_no_pressure for option in chosen(turn.topic, turn.facts))
    if not barred and not asked:
        return ""
    because = limit_rules.because(turn.pack.safety, barred) or turn.text("result.no_press_here")
    return turn.text("result.no_pressing", because=because)


def tips(turn: Turn, decision: Decision) -> tuple[str, ...]:
    """The tips that help today; that pressing rests is said once, for all reasons (see `no_pressing`)."""
    if not no_pressing(turn, decision):
        return decision.tips
    plain = {option.tip for option in chosen(turn.topic, turn.facts) if not option.tip_no_pressure}
    return tuple(tip for tip in decision.tips if tip in plain)


def soon_text(turn: Turn) -> str:
    """The words of the card "see someone within days to two weeks"."""
    found = card_for(turn.pack.safety, "soon", frozenset(), turn.person.age or "")
    return found.text if found else ""


def why(turn: Turn, said: tuple[str, ...], outcome: Outcome) -> str:
    """The reason in the member's own answers."""
    if not said:
        kept = [part for part in outcome.why.split(". ") if "{said}" not in part]
        return ". ".join(kept) or outcome.why.replace("{said}", turn.text("result.your_answers"))
    return outcome.why.replace("{said}", f" {turn.text('list.and')} ".join(said))


def evidence(turn: Turn, outcome: Outcome) -> str:
    """One line: how sure anybody can be."""
    return turn.text(f"grade.{outcome.claim.grade.replace(' ', '_')}")


def item_lines(turn: Turn, items: tuple[PlanItem, ...]) -> tuple[str, ...]:
    """Each routine with its length and ceiling, as it will be played today."""
    return tuple(_item_line(turn, item) for item in items if item.routine)


def short_lines(turn: Turn, items: tuple[PlanItem, ...]) -> tuple[str, ...]:
    """The first routine in full and the others by name; each says its length and ceiling when its turn comes."""
    first, *others = (item for item in items if item.routine) if items else (None,)
    names = " · ".join(turn.pack.routine_by_id[item.routine].name for item in others if item and item.routine)
    lines = (_item_line(turn, first),) if first else ()
    return (*lines, turn.text("result.then", names=names)) if names else lines


def _item_line(turn: Turn, item: PlanItem) -> str:
    assert item.routine is not None
    routine = turn.pack.routine_by_id[item.routine]
    choice = choose(routine, item, running.limits_today(turn))
    minutes = max(1, round(choice.seconds / 60))
    top = limit_rules.ceiling(turn.pack.safety, choice.limits, routine.ceiling)
    return turn.text(f"result.item_{routine.scale}", name=routine.name, minutes=minutes, ceiling=top)


def _rows(turn: Turn, decision: Decision) -> tuple[tuple[Button, ...], ...]:
    start = (turn.button("button.start", "start", "success"),) if turn.state.items else ()
    offered = decision.stop.offer if decision.stop else {}
    offers = tuple(
        Button(option.label, f"offer:{question.id}:{option.id}")
        for question in turn.topic.questions
        for option in question.options
        if option.id in offered.get(question.id, ())
    )
    ways = (turn.button("button.why", "why"), turn.button("button.change", "change"))
    ease = (turn.button("button.ease", "ease"),) if not decision.stop else ()
    misread = (turn.button("urgent.misread", "misread"),) if turn.state.read else ()
    return tuple(row for row in ((*start, *ways, *ease), offers, misread) if row)


def act_result(turn: Turn, action: str) -> Turn:
    """Start, Why?, Change an answer, an answer that would change the outcome, or that the text was misread."""
    if action == "start" and turn.state.items:
        return start_first(turn)
    if action in ("why", "change"):
        return turn.to(action)
    if action == "misread" and turn.state.read:
        return _misread(turn)
    kind, _, rest = action.partition(":")
    if kind == "offer":
        question, _, option = rest.partition(":")
        return asking.answered(undone(turn), next(item for item in turn.topic.questions if item.id == question), option)
    return turn


def _misread(turn: Turn) -> Turn:
    """Without the answers that came from the text: their questions are asked with their buttons."""
    answers = {name: value for name, value in turn.state.answers.items() if name not in turn.state.read}
    return asking.proceed(undone(turn).with_state(answers=answers, read=(), found={}, likely=()))


def start_first(turn: Turn) -> Turn:
    """Begin with the first of today's routines."""
    return running.begin_item(turn.with_state(at=0, played=(), check=CheckDraft(), done="all", undo=None))


def why_card(turn: Turn) -> Card:
    """The grade, the source, all tips, and what comes next if it doesn't help."""
    if turn.state.wanted is not None:
        return _about_wanted(turn)
    decision = decision_of(turn)
    outcome = decision.outcome
    if outcome is None:
        return result_card(turn)
    source = turn.text("why.source", sources="; ".join(outcome.claim.sources), date=outcome.claim.checked_on)
    unreviewed = turn.text("about.unreviewed") if turn.unreviewed else ""
    first = turn.topic.first_result if turn.state.first else ""
    said = (no_pressing(turn, decision), *tips(turn, decision), first, outcome.next)
    body = (evidence(turn, outcome), outcome.claim.note or "", *said, source, unreviewed)
    # Where a stop stands from an earlier day, this is the way out of it: all questions again.
    looked = (turn.button("result.looked", "looked"),) if turn.kept_stop else ()
    return card(turn, turn.text("why.title"), *body, rows=((turn.button("button.back", "back"), *looked),))


def _about_wanted(turn: Turn) -> Card:
    """More about one routine: why, how often, how to go on, when to stop, and how sure anybody is."""
    routine = turn.pack.routine_by_id[turn.state.wanted or ""]
    claim = routine.claim
    source = turn.text("why.source", sources="; ".join(claim.sources), date=claim.checked_on)
    often = turn.text("why.often", often=routine.frequency.text)
    further = turn.text("why.further", progress=" ".join(routine.progress)) if routine.progress else ""
    body = (routine.why, often, further, bullets(list(routine.stop_rules)), claim.note or "", source)
    return card(turn, routine.name, *body, rows=((turn.button("button.back", "back"),),))


def act_why(turn: Turn, action: str) -> Turn:
    """Back, or all questions again where a clinician has looked."""
    if action == "looked" and turn.kept_stop:
        return screening.begin(turn)
    return turn.to("result" if turn.state.wanted is None else "open") if action == "back" else turn


def change_card(turn: Turn) -> Card:
    """Every answer given, each a button that opens its question again."""
    given = tuple(
        Button(f"{question.ask} {_shown(turn, question.id)}"[:80], f"change:{question.id}")
        for question in turn.topic.questions
        if question.id in turn.state.answers
    )
    ways = (turn.button("button.back", "back"), turn.button("change.anew", "anew"))
    return card(turn, turn.text("change.title"), rows=(*in_rows(given, 2), ways))


def _shown(turn: Turn, question: str) -> str:
    value = turn.state.answers[question]
    options = next(item for item in turn.topic.questions if item.id == question).options
    held = value if isinstance(value, tuple) else (str(value),)
    labels = [option.label for option in options if option.id in held]
    return ", ".join(labels) if labels else str(value)


def act_change(turn: Turn, action: str) -> Turn:
    """Open one question again, or start all of them anew."""
    kind, _, question = action.partition(":")
    if action == "back":
        return turn.to("result")
    if action == "anew":
        used = {name: value for name, value in turn.state.answers.items() if name == plan_days.USED}
        return asking.proceed(undone(turn).with_state(answers=used, found={}))
    known = kind == "change" and question in turn.state.answers
    return undone(turn).to(f"ask:{question}", ticked=()) if known else turn


def open_wanted(turn: Turn) -> Turn:
    """A routine that was asked for by name, if nothing bars it today; otherwise what stands in its way."""
    item = _allowed(turn, turn.state.wanted or "", _standing_stop(turn))
    return turn.to("barred") if _why_barred(turn) or item is None else turn.to("open", items=(item,), at=0, row=None)


def _why_barred(turn: Turn) -> str | None:
    """The text that says what stands in the way of the routine that was asked for, or nothing."""
    wanted = turn.state.wanted or ""
    item = _allowed(turn, wanted, _standing_stop(turn))
    if item is None:
        return "barred.stop"
    if wanted in turn.person.retired:
        return "barred.retired"
    if not stands(turn.pack, item, running.limits_today(turn)):
        return "barred.limit"
    return "barred.pressed" if plan_days.too_soon(turn, item) else None


def _standing_stop(turn: Turn) -> Stop | None:
    return find_stop(turn.pack, turn.topic, with_limits(turn.pack, turn.facts, turn.limits))


def _allowed(turn: Turn, wanted: str, stop: Stop | None) -> PlanItem | None:
    """The routine as far as a stop lets it open: `routine`, or `routine:part` for a part of it."""
    if stop is None:
        return PlanItem(routine=wanted)
    parts = tuple(name.partition(":")[2] for name in stop.only if name.partition(":")[0] == wanted)
    return PlanItem(routine=wanted, parts=tuple(filter(None, parts))) if parts else None


def open_card(turn: Turn) -> Card:
    """The routine that was asked for, ready to start."""
    routine = turn.pack.routine_by_id[turn.state.wanted or ""]
    grade = turn.text(f"grade.{routine.claim.grade.replace(' ', '_')}")
    row = (
        turn.button("button.start", "start", "success"),
        turn.button("button.why", "why"),
        turn.button("button.ease", "ease"),
    )
    lines = item_lines(turn, turn.state.items)
    kit = turn.text("result.kit", kit=routine.kit)
    return card(turn, routine.name, routine.summary, *lines, kit, grade, rows=(row,))


def barred_card(turn: Turn) -> Card:
    """Why not today, without a cause, and what is open instead."""
    wanted = turn.state.wanted or ""
    reason = limit_rules.because(turn.pack.safety, running.limits_today(turn) & bars(turn.pack.routine_by_id[wanted]))
    key = _why_barred(turn) or "barred.stop"
    row = (turn.button("barred.instead", "instead", "primary"), turn.button("button.close", "close"))
    return card(turn, turn.text("barred.title"), turn.text(key, because=reason), rows=(row,))


def act_barred(turn: Turn, action: str) -> Turn:
    """What is open instead: the questions of the topic, with what was answered already."""
    return asking.proceed(turn.with_state(wanted=None)) if action == "instead" else turn
