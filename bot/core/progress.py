"""The picture of a trend in words: the same for those who don't see it, and never more than was measured."""

from collections.abc import Mapping

from bot.core import trend
from bot.core.chart import PEG_NORMAL, filled
from bot.core.series import Activity, Series

Texts = Mapping[str, str]


def words_of(series: Series, told: trend.Sentence, activities: Mapping[str, str], texts: Texts) -> list[str]:
    """One line for each thing that was measured."""
    return [*_strength(series, told, texts), *_weekly(series, texts), *_activities(series, activities, texts)]


def _strength(series: Series, told: trend.Sentence, texts: Texts) -> list[str]:
    spell = series.spell
    if not spell:
        return []
    if told.key == "too_few":
        figures = {"count": len(series.points), "lately": len(spell), "last": spell[-1].nrs}
        return [filled(texts["progress.few" if spell == series.points else "progress.few_anew"], **figures)]
    weeks = max(1, round((spell[-1].day - spell[0].day).days / 7))
    figures = {"first": trend.number(told.first), "last": trend.number(told.last), "count": len(spell), "weeks": weeks}
    return [filled(texts["progress.words_week" if weeks == 1 else "progress.words"], **figures)]


def _weekly(series: Series, texts: Texts) -> list[str]:
    """PEG: a point counts (minimal important change 1)."""
    if not series.pegs:
        return []
    first, last = series.pegs[0].score, series.pegs[-1].score
    if len(series.pegs) == 1:
        return [filled(texts["progress.peg_one"], score=trend.number(last))]
    change = round(last - first, 1)
    verdict = "same" if abs(change) < PEG_NORMAL else "down" if change < 0 else "up"
    line = filled(texts["progress.peg"], first=trend.number(first), last=trend.number(last))
    return [f"{line} {texts[f'progress.peg_{verdict}']}"]


def _activities(series: Series, names: Mapping[str, str], texts: Texts) -> list[str]:
    return [
        filled(texts["progress.activity"], name=name, first=first.score, last=last.score)
        for name, first, last in activity_changes(series, names)
    ]


def activity_changes(series: Series, names: Mapping[str, str]) -> list[tuple[str, Activity, Activity]]:
    """Each activity by name, how it was at first and how it is lately."""
    by_number: dict[str, list[Activity]] = {}
    for one in series.activities:
        by_number.setdefault(one.which, []).append(one)
    return [(names.get(which, which), told[0], told[-1]) for which, told in by_number.items()]
