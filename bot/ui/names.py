"""Finding a routine or a page by what someone types."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.content.pack import Pack
from bot.core.spelling import plain
from bot.ui.limits import CHOICES


@dataclass(frozen=True, slots=True)
class Name:
    """An id and what members call it."""

    id: str
    label: str


def routines(pack: Pack) -> tuple[Name, ...]:
    """All routines."""
    return tuple(Name(routine.id, routine.name) for routine in pack.routines)


def pages(pack: Pack) -> tuple[Name, ...]:
    """All explainers."""
    return tuple(Name(page.id, page.title) for page in pack.explainers)


def suggest(names: Sequence[Name], typed: str) -> list[Name]:
    """Up to 25 names: those that begin with what was typed first, then those with a word that does, then the rest."""
    wanted = plain(typed)
    ranked = [(rank, name) for name in names if (rank := _rank(plain(name.label), wanted)) is not None]
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])][:CHOICES]


def find(names: Sequence[Name], typed: str) -> Name | None:
    """The one that is meant: by id, by its whole name, or where only one fits."""
    for name in names:
        if name.id == typed or plain(name.label) == plain(typed):
            return name
    fitting = suggest(names, typed) if plain(typed) else []
    return fitting[0] if len(fitting) == 1 else None


def _rank(label: str, wanted: str) -> int | None:
    if label.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in label.split()):
        return 1
    return 2 if wanted in label else None
