"""What a server may change: the words around the help, and whatever makes it stricter; all else stays as shipped.

What is asked, what an answer leads to, what is done and how hard comes from the shipped content, which a clinician can
review. So this is a list of what is open; what it does not name is refused, with a sentence that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from bot.core.content.pack import Pack
from bot.library.overlay.changes import ID, NUMBER, ORDER, WORD, Change, Missing
from bot.library.validate import canonical

Refused = str | None
Rule = Callable[[Change, Pack], Refused]

OPEN_WORDS = (
    "hello.title", "button.*", "result.*", "today.*", "next.*", "done.*", "closed.*", "finished.*", "likely.*",
    "small_talk.*", "why.*", "change.*", "topic.*", "routine.*", "learn.*", "history.*", "progress.title", "panel*",
    "offer.*", "unknown_page.*", "community.*", "tips.*", "ease.*", "type.title", "type.label", "type.hint",
    "play.title", "play.ready", "play.back", "play.skip", "play.next", "play.pause", "play.resume", "play.lost",
    "play.screen_on", "play.buzz*", "play.quiet", "play.side*", "play.round", "checkins.title", "checkins.body",
)  # fmt: skip
CLOSED_WORDS = (
    "button.yes",
    "button.no",
    "button.not_sure",
    "button.none",
    "*notify*",
    "tips.hold*",
    "today.no_change",
)
"""Answers that must not be swapped, and what a locked screen shows."""
OPEN_ROUTINE = ("name", "summary", "kit", "why")
OPEN_OUTCOME = ("title", "text", "summary", "note", "name")
SENDS_TO_HELP = re.compile(
    r"emergenc|clinician|doctor|midwife|hospital|ambulance|call |see someone|stop at once|stop if|straight away|"
    r"not today|faint|numb|can't feel|pregnan|blood",
    re.IGNORECASE,
)
"""Words in a shipped line that warn or send to help; such a line stays."""
LINK = re.compile(r"https?:|\]\(|www\.|discord\.gg", re.IGNORECASE)
EVERY_BAR = frozenset(
    ("no_pressure", "no_heat", "no_load", "wall_only", "no_rounding", "no_end_range", "no_hip", "no_floor")
)
"""Limits under which a server's own routine does not open: only whoever has none is offered it."""
OWN_CEILING = 3
MOST_ADDED = 5
"""Items that a server may add to one list of the safety questions: a long card is not read."""


def refusals(changes: Sequence[Change], base: Pack) -> Iterator[tuple[Change, str]]:
    """Each change that could leave a member less safe, with a sentence that says what to do instead."""
    added: dict[str, int] = {}
    for change in changes:
        refused = _refused(change, base)
        if refused is None and change.file == "safety.yaml" and len(change.place) == 4 and change.kind == "added":
            added[change.place[1]] = added.get(change.place[1], 0) + 1
            refused = TOO_MANY if added[change.place[1]] > MOST_ADDED else None
        if refused:
            yield change, refused


def _refused(change: Change, base: Pack) -> Refused:
    if isinstance(change.after, str) and LINK.search(change.after):
        return "Links are not used here, since nobody can see where they lead: write the words without the link."
    rule = RULES.get(change.file.partition("/")[0])
    return rule(change, base) if rule else "No pack has this file: take it out."


def _safety(change: Change, base: Pack) -> Refused:
    """More to ask, more often, and more that ends a routine."""
    place = _place(change)
    if place[-1:] == (ORDER,):
        return "The shipped questions and items keep their order: put your own behind them."
    if place[:1] in (("full_screen_after_days",), ("anything_new_after_days",)) and _lower(change):
        return None
    lists = ("stop_list", "daily", "minor_questions")
    if len(place) == 1 and place[0] in lists and _only_more(change):
        return None
    if len(place) == 3 and (place[0], place[2]) == ("limits", "set_by") and _only_more(change):
        return None
    named = len(place) in (2, 4) and place[0] == "questions" and place[-1].startswith(ID)
    if change.kind == "added" and named and (len(place) == 2 or place[2] == "items"):
        return None
    phrase = len(place) == 4 and place[0] == "danger" and place[2] == "phrases"
    return None if change.kind == "added" and phrase else SAFETY


def _texts(change: Change, base: Pack) -> Refused:
    if len(change.place) != 1 or change.kind != "changed" or not isinstance(change.after, str):
        return "Every text is needed, and no other: put it back, or change its words."
    key, before = change.place[0], str(change.before)
    is_open = _named(key, OPEN_WORDS) and not _named(key, CLOSED_WORDS)
    if not is_open or SENDS_TO_HELP.search(before):
        return "These words ask, warn, promise privacy or send people to help, so they stay: put the old text back."
    if set(re.findall(r"\{\w+\}", before)) != set(re.findall(r"\{\w+\}", change.after)):
        return "The words in {braces} are filled in by the bot: keep each of them, and add none."
    return None


def _named(key: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)


def _info(change: Change, base: Pack) -> Refused:
    if change.place == ("name",):
        return None
    return "This tells members what the bot is, and what it begins with, so it stays: put the old value back."


def _topics(change: Change, base: Pack) -> Refused:
    """The words of a question that no stop, limit or row looks at, and how people type an answer."""
    place = _place(change)
    if not place:
        return TOPIC
    if place[0] == "words" and change.kind == "added":
        return None
    if place[:1] == ("questions",) and len(place) > 2:
        if place[-2] == "phrases" and change.kind == "added":
            return None
        wording = place[-1] in ("ask", "note", "label", "tip", "said")
        if wording and _is_wording(change) and not _decides(base, place[1].removeprefix(ID)):
            return None
    wording = place[0] == "rows" and "outcome" in place and place[-1] in OPEN_OUTCOME
    return None if (wording or place == ("name",)) and _is_wording(change) else TOPIC


def _decides(base: Pack, question: str) -> bool:
    """Whether a stop or a limit looks at this question's answers: swapped labels would then lead astray."""
    safety = [*base.safety.stops, *base.safety.limits]
    topics = [part for topic in base.topics for part in (*topic.stops, *topic.repairs, *topic.before)]
    also = [topic.stop_also for topic in base.topics]
    told = canonical([part.model_dump(mode="json") for part in (*safety, *topics)]) + repr(also)
    return f'"{question}"' in told or f"'{question}'" in told


def _routines(change: Change, base: Pack) -> Refused:
    """Words, less time, lower ceilings and more bars; a routine of one's own is for whoever has no limit."""
    place = _place(change)
    if not place:
        return _own_routine(change, base) if change.kind == "added" else ROUTINE
    key = place[-1]
    if len(place) == 1 and key in OPEN_ROUTINE and _is_wording(change):
        return None
    if place[0] == "for" and len(place) == 2 and _is_wording(change):
        return None
    if key in ("ceiling", "pain_ceiling", "seconds", "max_per_week", "repeat") and _lower(change):
        return None
    if place[0] in ("stop_rules", "not_today", "not_if") and _only_more(change):
        return None
    if key == "not_if" and place[0] == "blocks" and _only_more(change):
        return None
    wording = place[0] == "blocks" and key == "text" and place[-2].startswith(NUMBER)
    return None if wording and _is_wording(change) else ROUTINE


def _own_routine(change: Change, base: Pack) -> Refused:
    data = cast("dict[str, Any]", change.after) if isinstance(change.after, dict) else {}
    known = {routine.id for routine in base.routines} | {routine.code for routine in base.routines}
    if data.get("id") in known or data.get("code") in known:
        return "A shipped routine has this id or code already: choose another for yours."
    bars, ceiling = data.get("not_if"), data.get("ceiling")
    if not isinstance(bars, list) or not set(cast("list[Any]", bars)) >= EVERY_BAR:
        return (
            "A routine of your own is only for members whom nothing was found to be unwise for: write "
            f"`not_if: [{', '.join(sorted(EVERY_BAR))}]`."
        )
    if not isinstance(ceiling, int) or ceiling > OWN_CEILING:
        return f"A routine of your own that no clinician has seen stays at `ceiling: {OWN_CEILING}` or lower."
    if data.get("addon") or data.get("review") not in (None, {}):
        return (
            "A routine of your own comes with no plan by itself, and nobody has signed it: take out addon and review."
        )
    return None


def _explainers(change: Change, base: Pack) -> Refused:
    """New pages, and the words of shipped ones that send nobody to help; grades and sources stay."""
    if not change.place:
        known = {page.id for page in base.explainers}
        data = cast("dict[str, Any]", change.after) if isinstance(change.after, dict) else {}
        return PAGE if change.kind != "added" or data.get("id") in known else None
    key = change.place[-1]
    wording = key in ("title", "summary") or (key == "text" and change.place[0] == "points")
    return None if wording and _is_wording(change) else PAGE


def _understanding(change: Change, base: Pack) -> Refused:
    """Danger is heard by concepts; more words in one that no rule takes danger back with mean more is heard."""
    place = _place(change)
    word = len(place) == 3 and place[0] == "concepts" and place[2].startswith(WORD)
    if change.kind != "added" or not word or place[1] in _that_soften(base):
        return HEARS
    return None if place[1] in _that_alarm(base) else HEARS


def _that_soften(base: Pack) -> frozenset[str]:
    """Concepts that take danger back, or show that it was only thought of: more words there would mean less heard."""
    rules = [rule for file in base.understanding for flag in file.flags for rule in flag.rules]
    named = [name for rule in rules for words in rule.unless for name in words.split("|")]
    return frozenset((*named, *(name for file in base.understanding for name in file.topical)))


def _that_alarm(base: Pack) -> frozenset[str]:
    rules = [rule for file in base.understanding for flag in file.flags for rule in flag.rules]
    return frozenset(name for rule in rules for words in (*rule.all, *rule.given) for name in words.split("|"))


def _vignettes(change: Change, base: Pack) -> Refused:
    if not change.place and change.kind == "added":
        return None
    return "The shipped test cases stay, so that they can find what went wrong: put them back, and add a file of yours."


def _plans(change: Change, base: Pack) -> Refused:
    if change.place and change.place[-1] in ("name", "title") and _is_wording(change):
        return None
    return "Which routines stand on which day comes with the shipped content: put the old value back."


def _place(change: Change) -> Sequence[str]:
    """The place; nothing is known of its length."""
    return change.place


def _is_wording(change: Change) -> bool:
    """Whether words took the place of words that neither warned nor sent anybody to help."""
    before, after = change.before, change.after
    return isinstance(before, str) and isinstance(after, str) and not SENDS_TO_HELP.search(before)


def _lower(change: Change) -> bool:
    """Whether a whole number came down."""
    before, after = change.before, change.after
    if isinstance(before, bool) or isinstance(after, bool):
        return False
    return isinstance(before, int) and isinstance(after, int) and after <= before


def _only_more(change: Change) -> bool:
    """Whether nothing went that was there."""
    before, after = change.before, change.after
    if isinstance(before, Missing):
        return isinstance(after, list) or change.kind == "added"
    if isinstance(before, list) and isinstance(after, list):
        return after[: len(before)] == before and len(after) <= len(before) + MOST_ADDED
    return False


SAFETY = (
    "The safety questions, cards and limits can be added to, not changed: put the old value back, and add an item of "
    "your own to a question if something is missing."
)
TOO_MANY = f"Add {MOST_ADDED} items to a question at most: a long card is not read."
TOPIC = (
    "What an answer leads to comes with the shipped content: put the old value back. Yours to change are the words of "
    "questions that no stop looks at, and more words or phrases under `words` and `phrases`."
)
ROUTINE = (
    "What is done, how hard and for how long comes with the shipped content: put the old value back. Yours to change "
    "are the words, shorter times, lower ceilings, and more under not_if, not_today or stop_rules."
)
PAGE = (
    "Its grades, sources and warnings come with the shipped content: put the old value back. Yours to change are other "
    "words of the page, and pages of your own."
)
HEARS = (
    "How danger is heard can be added to, never taken from: put this back, and add what is missing to a list of words "
    "under `concepts` of danger.yaml or crisis.yaml."
)
RULES: dict[str, Rule] = {
    "safety.yaml": _safety,
    "texts.yaml": _texts,
    "pack.yaml": _info,
    "topics": _topics,
    "routines": _routines,
    "explainers": _explainers,
    "understanding": _understanding,
    "vignettes": _vignettes,
    "plans.yaml": _plans,
}
