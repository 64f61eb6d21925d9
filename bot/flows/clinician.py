"""A page to show a clinician: six weeks as a text file and a picture, made for the member to hand over."""

from collections.abc import Sequence
from datetime import date

from bot.core.cards import Button, Card
from bot.core.chart import chart_of
from bot.core.clinician import Summary, first_day, text_of
from bot.core.decision.limits import standing
from bot.core.effects import Show, Spoken
from bot.flows.diary import Diary
from bot.flows.visit import Visit

FILE = "six-weeks.txt"


def page(
    visit: Visit, diary: Diary, topic: str, topic_name: str, plans: Sequence[tuple[date, str]]
) -> tuple[Spoken, ...]:
    """The card with the file; only the member sees it."""
    texts, series = visit.env.pack.texts, diary.series(topic)
    summary = Summary(
        topic=topic_name,
        series=series,
        today=diary.today,
        names={name: routine.name for name, routine in visit.env.pack.routine_by_id.items()},
        activities=diary.activities,
        limits=_limits(visit, diary),
        plans=plans,
        zone_known=diary.zone_known,
    )
    card = Card(
        texts["doctor.card_title"],
        (texts["doctor.card_body"],),
        ((Button(texts["button.back"], "/progress"),),),
        chart=chart_of(series, diary.today, texts, since=first_day(diary.today)),
    )
    return (Show(card, files=((FILE, text_of(summary, texts).encode()),)),)


def _limits(visit: Visit, diary: Diary) -> list[str]:
    """What is left out now, in words; why is not known any more."""
    names = {limit.id: limit.name for limit in visit.env.pack.safety.limits}
    return [names[name] for name in sorted(standing(diary.person.limits, visit.now)) if name in names]
