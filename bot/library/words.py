"""Small helpers for sentences: quoting what somebody wrote, lists, and the nearest known word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_LONGEST_QUOTE = 40
# difflib takes quadratic time: beyond these sizes nobody is helped by a suggestion.
_LONGEST_WORD = 60
_MOST_OPTIONS = 2000


def visible(text: str) -> str:
    """Return the text with every character that a terminal would act on replaced, so that it stays on one line."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def shorten(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return a printable text of at most `longest` characters."""
    clean = visible(text[: longest + 1])
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def quote(value: object) -> str:
    """Return what somebody wrote, short and in single quotes."""
    return f"'{shorten(str(value))}'"


def joined(words: Sequence[str], last: str = "or") -> str:
    """Return `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, noun: str) -> str:
    """Return `1 item` or `3 items`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def nearest(word: object, options: Iterable[str]) -> str | None:
    """Return the option that `word` was most probably meant to be."""
    text = str(word)
    if not 1 < len(text) <= _LONGEST_WORD:
        return None
    folded = {_fold(option): option for option in list(options)[:_MOST_OPTIONS]}
    found = difflib.get_close_matches(_fold(text), list(folded), n=1, cutoff=0.65)
    return folded[found[0]] if found else None


def _fold(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
