"""What the linter looks at, and how a finding gets its place in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from bot.core.content.pack import Pack
from bot.core.content.safety import Safety
from bot.library.document import Document, Loc
from bot.library.problem import Problem
from bot.library.walk import LEAVES, Models, Path, models, parts

T = TypeVar("T", bound=BaseModel)

SAFETY = "safety.yaml"


@dataclass(frozen=True)
class Material:
    """The files of a pack. `pack` is None while any of them has an error: then only single files can be looked at."""

    values: Mapping[str, Any]
    documents: Mapping[str, Document]
    pack: Pack | None
    today: date
    overlay: bool = False
    """Whether this is a server's own change: there, wording is its own business and only warned about."""

    def of(self, kind: type[T]) -> Iterator[tuple[str, T]]:
        """Yield each file of a kind that is right, with its path."""
        for path, value in self.values.items():
            if isinstance(value, kind):
                yield path, value

    @cached_property
    def _models(self) -> dict[int, Models]:
        return {}

    def models(self, value: object) -> Models:
        """Return each model in a file's value with its `loc`; several subjects ask for the same."""
        # By identity: the values stay as long as this does, and comparing them would take longer than the walk.
        found = self._models.get(id(value))
        if found is None:
            found = self._models[id(value)] = models(value)
        return found

    @property
    def safety(self) -> Safety | None:
        """The safety file, if it is right."""
        return cast("Safety | None", self.values.get(SAFETY))

    @property
    def english(self) -> bool:
        """Whether the rules for English words apply."""
        info = self.values.get("pack.yaml")
        return info is None or str(info.language).startswith("en")

    def error(self, path: str, loc: Loc, message: str, *, key: bool = False, hint: str = "", word: str = "") -> Problem:
        """Return an error: something that breaks, or that makes members less safe; at the `word` where one is given."""
        document = self.documents[path]
        return _at_word(document, replace(document.problem(loc, message, key=key), hint=hint), word)

    def warning(self, path: str, loc: Loc, message: str, *, key: bool = False, hint: str = "") -> Problem:
        """Return a warning."""
        return replace(self.error(path, loc, message, key=key, hint=hint), severity="warning")

    def style(self, path: str, loc: Loc, message: str, *, hint: str = "", word: str = "") -> Problem:
        """Return a finding about words: an error in a shipped pack, a warning in an overlay."""
        problem = self.error(path, loc, message, hint=hint, word=word)
        return replace(problem, severity="warning" if self.overlay else "error")


def _at_word(document: Document, problem: Problem, word: str) -> Problem:
    """Return the problem moved to the word, which stands at or soon after the place of its text."""
    if not word:
        return problem
    for line in range(problem.line, min(problem.line + 40, len(document.lines) + 1)):
        start = problem.column - 1 if line == problem.line else 0
        at = document.lines[line - 1].find(word, start)
        if at >= 0:
            return replace(problem, line=line, column=at + 1, width=len(word))
    return problem


NOT_READ = frozenset(
    (
        *("id", "code", "phrases", "words", "sources", "checked_on", "reviewed_on", "reviewed_by", "when", "cause"),
        *("codes", "explainer", "parts", "part", "not_if", "default_parts", "routine", "preset", "try", "see_also"),
        *("language", "version", "default_topic", "grade", "kind", "level", "not_sure", "scale", "first_side", "keep"),
        *("only", "offer", "card", "stop_also", "set_by", "ask_again", "minor_questions", "if_fell", "soon_when"),
        "after_pressing",
    )
)
"""Keys whose values are for the program or for whoever checks a source, not for members."""


def texts(value: object, loc: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text below a value that members read, with its `loc`."""
    if isinstance(value, str):
        yield loc, value
        return
    for key, part in parts(value):
        if key in NOT_READ:
            continue
        if type(part) is str:
            yield (*loc, key), part
        elif type(part) not in LEAVES:
            yield from texts(part, (*loc, key))


def strings(value: object, loc: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text below a value, read by members or not."""
    if isinstance(value, str):
        yield loc, value
        return
    for key, part in parts(value):
        if type(part) is str:
            yield (*loc, key), part
        elif type(part) not in LEAVES:
            yield from strings(part, (*loc, key))
