"""What a server may not take away: the questions before a routine, urgent cards, limits, and how danger is heard.

A server may add to them. Each rule here says for one kind of place which changes leave every member at least as safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

from bot.core.content.pack import Pack
from bot.library.overlay.changes import ID, WORD, Change, Missing

Refused = str | None
Rule = Callable[[Change, Pack], Refused]

KEPT_WORDS = (
    "urgent.*", "hold.*", "crisis.*", "screen.*", "public.*", "about.unreviewed", "hello.body", "hello.unreviewed",
    "notify.*", "button.yes", "button.no", "button.not_sure", "stoplist.*", "alert.*", "worried.*", "feedback.*",
)  # fmt: skip
"""Texts through which people are asked, warned and sent to help, and what a locked screen shows."""
KEPT_INFO = ("disclaimer", "commercial_note", "id", "language")
LEARNED_FOR_SAFETY = ("red_flag", "crisis")
"""Kinds of examples that make the reader hear more, and never less: one of harmless talk could hide a danger."""


def refusals(changes: Sequence[Change], base: Pack) -> Iterator[tuple[Change, str]]:
    """Each change that could leave a member less safe, with a sentence that says what to do instead."""
    for change in changes:
        head = change.file.partition("/")[0]
        rule = RULES.get(head)
        refused = rule(change, base) if rule else None
        if refused:
            yield change, refused


def _safety(change: Change, base: Pack) -> Refused:
    """safety.yaml: new items of a question, and asking more often."""
    place = change.place
    if place[:1] in (("full_screen_after_days",), ("anything_new_after_days",)) and _lower(change):
        return None
    new_item = len(place) == 4 and place[0] == "questions" and place[2] == "items" and place[3].startswith(ID)
    if new_item and change.kind == "added":
        return None
    if place[:1] == ("stop_list",) and change.kind == "added":
        return None
    return (
        "The safety questions and urgent cards can be added to, not changed: put the old value back, and add an item "
        "of your own to a question if something is missing."
    )


def _texts(change: Change, base: Pack) -> Refused:
    key = change.place[0] if change.place else ""
    if change.kind == "removed":
        return "Every text is needed: put it back, or change its words."
    if any(fnmatchcase(key, pattern) for pattern in KEPT_WORDS) and change.kind == "changed":
        return "These words ask, warn or send people to help, so they stay as they are: put the old text back."
    return None


def _info(change: Change, base: Pack) -> Refused:
    if change.place[:1] and change.place[0] in KEPT_INFO:
        return "This line tells members what the bot is and who made it, so it stays: put the old text back."
    return None


def _topics(change: Change, base: Pack) -> Refused:
    """Stops and repairs are the decision's safety; the other rows are held by the linter's gate."""
    if _signature(change):
        return SIGNED
    if not change.place:
        return "A shipped topic cannot be taken out: put the file back." if change.kind == "removed" else None
    if change.place[0] in ("stops", "stop_also", "repairs") and change.kind != "added":
        return "What stops or softens a plan can be added to, not changed: put the old value back."
    if change.place[0] == "stop_also":
        return "What stops a plan can be added to as a stop of its own, not changed: put the old value back."
    if change.place[0] == "questions" and ("when" in change.place or change.kind == "removed"):
        return "Stops and limits need every question as it is asked: put it back. Its words can be changed."
    return None


def _routines(change: Change, base: Pack) -> Refused:
    """Bars, stop rules and ceilings may only become stricter; a signature is the clinician's own."""
    if _signature(change):
        return SIGNED
    if not change.place:
        return "A shipped routine cannot be taken out: put the file back." if change.kind == "removed" else None
    key = change.place[-1]
    if change.place[0] == "blocks" and isinstance(change.after, list | dict) and not _as_strict(change):
        return (
            "Steps can be added or put in another order; each new one in a routine that presses needs `pressure: true` "
            "and every limit that bars the old ones."
        )
    if change.place[0] == "blocks" and change.kind == "removed":
        return "What marks or bars a step can be added to, not taken away: put it back."
    if "not_if" in change.place and not _only_more(change):
        return "What bars a routine can be added to, not taken away: put the limit back."
    if key in ("ceiling", "pain_ceiling", "max_per_week") and not _lower(change):
        return "A ceiling can be lowered, not raised: put the old number back, or a lower one."
    if key == "pressure" and change.after is not True:
        return "A step that presses is marked with `pressure: true`; put it back."
    if change.place[0] in ("stop_rules", "not_today") and not _only_more(change):
        return "What ends a routine can be added to, not taken away: put the line back."
    if change.place[0] == "claim" and key == "grade":
        return _grade(change)
    return None


def _explainers(change: Change, base: Pack) -> Refused:
    return _grade(change) if change.place and change.place[-1] == "grade" else None


def _understanding(change: Change, base: Pack) -> Refused:
    """Danger is heard by concepts, rules and examples; a server may only make it hear more."""
    place = change.place
    if not place:
        return HEARS if change.kind == "removed" else _new_file(change)
    if change.kind != "added":
        return HEARS
    if place[0] == "concepts" and len(place) == 3 and place[2].startswith(WORD):
        return HEARS if place[1] in _that_soften(base) else None
    if place[0] == "flags" and place[-1].startswith(ID):
        return None
    return HEARS


def _new_file(change: Change) -> Refused:
    data = change.after
    if not isinstance(data, dict):
        return None
    others = sorted(set(data) - {"id", "floor", "examples"})
    if others:
        return f"A file of your own may hold examples only: take out {', '.join(others)}."
    examples = data.get("examples")
    labels = [item.get("label") for item in examples if isinstance(item, dict)] if isinstance(examples, list) else []
    wrong = [str(label) for label in labels if label not in LEARNED_FOR_SAFETY]
    return f"Examples of your own may be {', '.join(LEARNED_FOR_SAFETY)}: take out {wrong[0]}." if wrong else None


def _that_soften(base: Pack) -> frozenset[str]:
    """Concepts that take danger back where they are named: more words there would mean less heard."""
    rules = (rule for file in base.understanding for flag in file.flags for rule in flag.rules)
    named = (name for rule in rules for words in rule.unless for name in words.split("|"))
    return frozenset(named)


def _plans(change: Change, base: Pack) -> Refused:
    return None


def _as_strict(change: Change) -> bool:
    """Whether steps that were there kept their marks, and each new one bears all that its routine's steps bore."""
    old, new = _steps(change.before), _steps(change.after)
    bars: set[object] = {bar for step in old for bar in _bars(step)}
    presses = any(step.get("pressure") is True for step in old)
    lowest = min((step["ceiling"] for step in old if isinstance(step.get("ceiling"), int)), default=None)
    for step in new:
        twin = next((other for other in old if other.get("text") == step.get("text")), None)
        if twin is not None:
            wanted, pressing, ceiling = set(_bars(twin)), twin.get("pressure") is True, twin.get("ceiling")
        else:
            wanted, pressing, ceiling = bars, presses, lowest
        given = step.get("ceiling")
        too_high = isinstance(ceiling, int) and not (isinstance(given, int) and given <= ceiling)
        if not wanted <= set(_bars(step)) or (pressing and step.get("pressure") is not True) or too_high:
            return False
    return True


def _steps(value: object) -> list[dict[str, Any]]:
    """Every step within a value of a routine's blocks."""
    if isinstance(value, list):
        return [step for item in cast("list[object]", value) for step in _steps(item)]
    if not isinstance(value, dict):
        return []
    data = cast("dict[str, Any]", value)
    return [data] if "text" in data and "kind" in data else [step for item in data.values() for step in _steps(item)]


def _bars(step: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(step.get("not_if") or ())


def _signature(change: Change) -> bool:
    return "review" in change.place or "reviewed_by" in change.place


def _grade(change: Change) -> Refused:
    return (
        "The grade says how good the evidence is, and it comes with the shipped content: put the old word back. A new "
        "claim with a source of its own is a new routine or page."
        if change.kind == "changed"
        else None
    )


def _lower(change: Change) -> bool:
    """Whether a number came down, or a limit came where none was."""
    before, after = change.before, change.after
    if isinstance(before, Missing) and isinstance(after, int):
        return True
    return isinstance(before, int) and isinstance(after, int) and after <= before


def _only_more(change: Change) -> bool:
    """Whether nothing went that was there."""
    before, after = change.before, change.after
    if isinstance(before, Missing):
        return True
    if isinstance(before, list) and isinstance(after, list):
        return all(item in after for item in before)
    return False


SIGNED = "Only a clinician signs a review: put `review` back as it was."
HEARS = (
    "How danger is heard can be added to, never taken from: put this back, and add what is missing to a list of words "
    "under `concepts`, or as examples of red_flag or crisis in a file of your own."
)
RULES: dict[str, Rule] = {
    "safety.yaml": _safety,
    "texts.yaml": _texts,
    "pack.yaml": _info,
    "topics": _topics,
    "routines": _routines,
    "explainers": _explainers,
    "understanding": _understanding,
    "plans.yaml": _plans,
}
