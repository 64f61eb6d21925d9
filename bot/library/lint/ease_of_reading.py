"""Reading level: US grade 8 at most, and 6 for the two most urgent levels (evidence pack, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from bot.core.content.explainer import Explainer
from bot.core.content.pack import PackInfo
from bot.core.content.plan import Outcome
from bot.core.content.routine import Routine
from bot.core.content.safety import Safety
from bot.core.content.topic import Topic
from bot.library.lint.material import SAFETY, Material
from bot.library.problem import Problem
from bot.library.reading import flesch_kincaid, word_count
from bot.library.walk import Path, models

MOST = 8.0
MOST_URGENT = 6.0
URGENT = ("emergency", "same_day")
FEWEST = 20
"""Below so many words the estimate says nothing."""

Passage = tuple[str, Path, str, float]


def problems(material: Material) -> Iterator[Problem]:
    """Yield each passage that is too hard to read."""
    if not material.english:
        return
    for path, loc, text, most in _passages(material):
        plain = text.replace("*", "").replace("{said}", "the ball slips")
        grade = flesch_kincaid(plain)
        if grade > most + 0.05 and word_count(plain) >= FEWEST:
            message = f"This reads at school grade {grade:.1f}; {most:.0f} is the most here."
            yield material.style(path, loc, message, hint="use shorter sentences and shorter words")


def _passages(material: Material) -> Iterator[Passage]:
    for path, info in material.of(PackInfo):
        yield path, ("disclaimer",), info.disclaimer, MOST
        yield path, ("commercial_note",), info.commercial_note, MOST
    for path, routine in material.of(Routine):
        yield from _routine(path, routine)
    for path, page in material.of(Explainer):
        text = " ".join((f"{page.title}.", page.summary, *(point.text for point in page.points)))
        yield path, ("points",), text, MOST
    for path, safety in material.of(Safety):
        yield from _safety(path, safety)
    for path, topic in material.of(Topic):
        yield path, ("first_result",), topic.first_result, MOST
        yield from _outcomes(path, topic)
    for key, text in cast("Mapping[str, Any]", material.values.get("texts.yaml", {})).items():
        yield "texts.yaml", (key,), str(text), MOST


def _routine(path: str, routine: Routine) -> Iterator[Passage]:
    steps = [step for block in routine.blocks for step in block.steps]
    yield path, ("blocks",), " ".join(step.text for step in steps), MOST
    yield path, ("why",), routine.why, MOST
    yield path, ("summary",), routine.summary, MOST


def _safety(path: str, safety: Safety) -> Iterator[Passage]:
    assert path == SAFETY
    for index, card in enumerate(safety.cards):
        yield path, ("cards", index, "text"), card.text, MOST_URGENT if card.level in URGENT else MOST
    for key, text in safety.crisis:
        yield path, ("crisis", key), text.replace("{resources}", ""), MOST
    yield from _outcomes(path, safety)


def _outcomes(path: str, file: Safety | Topic) -> Iterator[Passage]:
    for loc, model in models(file):
        if isinstance(model, Outcome):
            yield path, (*loc, "why"), model.why, MOST
