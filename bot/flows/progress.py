"""`/progress`: the trend as a picture and in words, what comes next, and the check-ins one by one.

`/progress`, `/progress/on/<topic>`, `/progress/history/<page>`, `/progress/doctor/<topic>`, `/progress/anew`.
"""

from collections.abc import Callable, Mapping

from bot.core import reentry, trend
from bot.core.cards import Button, Card
from bot.core.chart import chart_of, day_name
from bot.core.conversation.turn import bullets
from bot.core.effects import Show, Spoken
from bot.core.progress import words_of
from bot.core.records import ActivePlan
from bot.core.series import Entry
from bot.flows import clinician
from bot.flows.diary import Diary, diary_of
from bot.flows.loading import current
from bot.flows.prompt_questions import ask_questions
from bot.flows.visit import Visit

PER_PAGE = 14
PLANS_NAMED = 3
STOPS = ("urgent", "crisis", "hold", "held")
"""Where a conversation stands while somebody else has to look first."""
Said = tuple[Spoken, ...]


def progress(visit: Visit) -> Said:
    """The page at this path, for whoever keeps a diary."""
    diary = diary_of(visit)
    if diary is None or not diary.topics:
        key = "progress_none" if visit.env.host.keeps else "progress_cannot"
        return (Show(Card(visit.text(f"{key}.title"), (visit.text(f"{key}.body"),))),)
    return PARTS.get(_part(visit, 1), _overview)(visit, diary)


def _part(visit: Visit, at: int) -> str:
    return visit.path[at] if len(visit.path) > at else ""


def topic_of(visit: Visit, diary: Diary) -> str:
    """The topic that the path names, or the newest."""
    named = _part(visit, 2)
    return named if named in diary.topics else diary.topics[0]


def topic_name(visit: Visit, topic: str) -> str:
    """As the pack of today calls it."""
    known = visit.env.pack.topic_by_id.get(topic)
    return known.name if known else topic


def _overview(visit: Visit, diary: Diary) -> Said:
    topic = topic_of(visit, diary)
    series, texts = diary.series(topic), visit.env.pack.texts
    told, plan = trend.of_points(series.points), diary.plan(topic)
    advice = reentry.advice(plan, series.points, diary.today)
    # In the words of the conversation, which knows that best: a plan waits for whoever may be worse.
    worse = told.key in ("up", "up_days")
    rests = _someone_first(visit, diary)
    following = "progress.next_hold" if rests else "" if worse else f"progress.next_{advice}"
    body = (
        visit.text(f"trend.{told.key}", points=told.shown_points),
        bullets((*words_of(series, told, diary.activities, texts), *_plans(visit, diary, topic))),
        visit.text(following) if following else "",
        "" if rests else visit.text("progress.fair"),
    )
    first = _to(visit, "back", "open") if rests else _anew(visit) if worse else _go_on(visit, topic, advice)
    rows = ((first,), (_to(visit, "history", "/progress/history"), _to(visit, "doctor", f"/progress/doctor/{topic}")))
    card = Card(
        _title(visit, diary, topic),
        tuple(part for part in body if part),
        (*rows, *_others(visit, diary, topic)),
        small=visit.text("progress.small"),
        chart=chart_of(series, diary.today, texts),
    )
    return (Show(card),)


def _someone_first(visit: Visit, diary: Diary) -> bool:
    """Whether a stop is on, or an urgent card waits or stands: until it is looked at, no plan is begun from here."""
    here = current(visit.tx, visit.env, visit.now, visit.who)
    stands = here is not None and (here.turn.state.unseen or here.turn.state.node.partition(":")[0] in STOPS)
    return diary.person.hold or stands


def _title(visit: Visit, diary: Diary, topic: str) -> str:
    if len(diary.topics) == 1:
        return visit.text("progress.title")
    return visit.text("progress.title_of", topic=topic_name(visit, topic))


def _plans(visit: Visit, diary: Diary, topic: str) -> list[str]:
    """The newest plans by name: the marks in the picture."""
    theirs = [plan for plan in diary.plans if plan.topic == topic][-PLANS_NAMED:]
    day = visit.env.pack.texts
    return [
        visit.text("progress.plan", day=day_name(plan.started_on, day), name=outcome_name(visit, plan))
        for plan in theirs
    ]


def outcome_name(visit: Visit, plan: ActivePlan) -> str:
    """What the plan is called on its card."""
    pack = visit.env.pack
    known = pack.topic_by_id.get(plan.topic)
    stops = (*pack.safety.stops, *(known.stops if known else ()))
    outcomes = {stop.id: stop.outcome.title for stop in stops if stop.outcome}
    outcomes |= {row.id: row.outcome.title for row in (known.rows if known else ())}
    return outcomes.get(plan.outcome, plan.outcome)


def _go_on(visit: Visit, topic: str, advice: reentry.Advice) -> Button:
    label = visit.text("progress.try_button" if advice == "switch" else "progress.go_button")
    return Button(label, f"open:{topic}", "primary")


def _anew(visit: Visit) -> Button:
    return Button(visit.text("progress.anew_button"), "/progress/anew", "primary")


def _to(visit: Visit, key: str, path: str) -> Button:
    return Button(visit.text(f"progress.{key}_button"), path)


def _others(visit: Visit, diary: Diary, topic: str) -> tuple[tuple[Button, ...], ...]:
    others = [other for other in diary.topics if other != topic][:5]
    row = tuple(Button(topic_name(visit, other)[:80], f"/progress/on/{other}") for other in others)
    return (row,) if row else ()


def _history(visit: Visit, diary: Diary) -> Said:
    """The check-ins one by one, fourteen on a page, the newest first."""
    entries = diary.entries
    pages = max(1, -(-len(entries) // PER_PAGE))
    wanted = _part(visit, 2)
    page = min(int(wanted), pages) if wanted.isdecimal() and len(wanted) < 4 and int(wanted) > 0 else 1
    shown = entries[(page - 1) * PER_PAGE : page * PER_PAGE]
    lines = bullets([_line(visit, diary, entry) for entry in shown])
    turn = (
        *((_to(visit, "newer", f"/progress/history/{page - 1}"),) if page > 1 else ()),
        *((_to(visit, "older", f"/progress/history/{page + 1}"),) if page < pages else ()),
    )
    back = (Button(visit.text("button.back"), "/progress"),)
    title = visit.text("history.title", page=page, pages=pages)
    return (Show(Card(title, (lines or visit.text("history.none"),), (turn, back) if turn else (back,))),)


def _line(visit: Visit, diary: Diary, entry: Entry) -> str:
    texts = visit.env.pack.texts
    feel = texts[f"check.{entry.feel}"].lower() if entry.feel else "–"
    names = [visit.env.pack.routine_by_id[name].name for name in entry.routines if name in visit.env.pack.routine_by_id]
    # Discord writes a moment in the reader's own zone; a day that they named by their answer is told as it is.
    at = day_name(entry.day, texts) if diary.zone_known else f"<t:{round(entry.at.timestamp())}:d>"
    key = "progress.line" if entry.routines else "progress.line_short"
    strength = entry.after if entry.before is None and not entry.routines else entry.before
    values = {"before": strength, "after": entry.after}
    told = {name: "–" if value is None else value for name, value in values.items()}
    line = visit.text(key, at=at, feel=feel, **told)
    more = [*([topic_name(visit, entry.topic)] if len(diary.topics) > 1 else []), *names]
    return f"{line} · {', '.join(more)}" if more else line


def _ask_anew(visit: Visit, diary: Diary) -> Said:
    """All questions again, before anything else is done."""
    return ask_questions(visit, diary.topics[0], "progress.anew_note", None)


def _doctor(visit: Visit, diary: Diary) -> Said:
    topic = topic_of(visit, diary)
    plans = [(plan.started_on, outcome_name(visit, plan)) for plan in diary.plans if plan.topic == topic]
    return clinician.page(visit, diary, topic, topic_name(visit, topic), plans)


PARTS: Mapping[str, Callable[[Visit, Diary], Said]] = {
    "history": _history,
    "doctor": _doctor,
    "anew": _ask_anew,
}
