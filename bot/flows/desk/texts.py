"""Every text that a moderator can change in a modal: what members read, each with a short name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from bot.library.overlay.changes import ID, NUMBER, Files, Place

SKIPPED_FILES = ("understanding/", "vignettes/", "safety.yaml")
NAMES = frozenset(
    ("id", "code", "kind", "cause", "level", "grade", "card", "outcome", "routine", "checked_on", "sources", "language",
     "default_topic", "version", "when", "not_if", "codes", "explainer", "only", "keep", "first_side", "part",
     "phrases", "words", "review", "see_also", "try", "scale", "parts", "disclaimer", "commercial_note")
)  # fmt: skip
"""Keys whose values the program reads, not members; or that a server may not change."""


@dataclass(frozen=True, slots=True)
class Editable:
    """A text and where it stands; `key` is short enough for a button."""

    file: str
    place: Place
    words: str

    @property
    def key(self) -> str:
        """The same for this place in every version of the content."""
        return sha256("\n".join((self.file, *self.place)).encode()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """What the picker shows: the words, and where they stand."""
        path = self.file.removesuffix(".yaml")
        last = ".".join(part.lstrip(ID) for part in self.place if not part.startswith(NUMBER))
        return f"{self.words[:55]} · {path} {last}"[:100]


def editable(files: Files) -> Iterator[Editable]:
    """All of them, in the order of the files."""
    for path in sorted(files):
        if not path.startswith(SKIPPED_FILES):
            yield from _in(path, (), files[path])


def by_key(files: Files, key: str) -> Editable | None:
    """The text of this short name."""
    return next((text for text in editable(files) if text.key == key), None)


def suggest(files: Files, typed: str, most: int = 25) -> list[Editable]:
    """Texts in which all of the typed words stand; those that begin with them first."""
    wanted = typed.lower().split()
    found: list[tuple[bool, int, Editable]] = []
    for n, text in enumerate(editable(files)):
        label = f"{text.words} {text.label}".lower()
        if all(word in label for word in wanted):
            found.append((not text.words.lower().startswith(typed.lower()), n, text))
    return [text for _, _, text in sorted(found, key=lambda entry: entry[:2])[:most]]


def _in(path: str, place: Place, value: object) -> Iterator[Editable]:
    if isinstance(value, str):
        yield Editable(path, place, value)
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            if key not in NAMES:
                yield from _in(path, (*place, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[object]", value)):
            yield from _in(path, (*place, _part(inner, index)), inner)


def _part(item: object, index: int) -> str:
    name = cast("dict[str, object]", item).get("id") if isinstance(item, dict) else None
    return f"{ID}{name}" if isinstance(name, str) else f"{NUMBER}{index}]"
