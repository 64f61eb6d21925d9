"""A message as words: cleaned one by one, with their places in the original text and the breaks between them."""

import re
import unicodedata
from typing import NamedTuple

MAX_TEXT = 4000
"""Discord's longest message; nothing beyond it is read."""

# Every part matches at most one way from each place, so the time grows with the length alone.
_PIECE = re.compile(
    r"[aA]&[eE]\b|\d+(?:[.,]\d+)?|(?:[^\W\d_]|['’‘`´\u200b-\u200f\u2060\ufeff\u0300-\u036f])+"
    r"|[.!?\n]+|[,;:()+=/&–—\-]+|\S"
)
_DROP = re.compile(r"['’‘`´\u200b-\u200f\u2060\ufeff\u0300-\u036f]+")
_MARKS = {"'": "", "’": "", "‘": "", "`": "", "´": ""}
_LOOKALIKE = str.maketrans(
    "асеоріѕхуһԁɡⅼոսԛԝκνοτιαерѵı",
    "aceopisxyhdglnuqwkvotiaepvi",
)
"""Letters of other alphabets that look like Latin ones."""

NONE, COMMA, CLAUSE, SENTENCE = range(4)
"""What stands before a word."""


class Word(NamedTuple):
    """One word: as cleaned, its place in the text, and the break before it."""

    text: str
    start: int
    end: int
    gap: int
    sentence: int


def clean(piece: str) -> str:
    """A word in its plainest form: lower case, no marks, Latin letters."""
    if piece.isascii():
        return piece.lower() if piece.isalnum() else _DROP.sub("", piece).lower()
    flat = unicodedata.normalize("NFKD", piece).casefold().translate(_LOOKALIKE)
    return "".join(each for each in flat if each.isalnum())


def split(text: str) -> list[Word]:
    """The words of a message; symbols and emoji are no words."""
    words: list[Word] = []
    gap = sentence = 0
    for found in _PIECE.finditer(text[:MAX_TEXT]):
        piece = found[0]
        if piece.isalpha() and piece.isascii():
            word = piece.lower()  # nearly all of them
        else:
            first = piece[0]
            if first in ".!?\n":
                gap = SENTENCE if len(piece) < 2 or "\n" in piece or "." not in piece else max(gap, CLAUSE)
                continue
            if first in ",;:()+=/&–—-":
                gap = max(gap, CLAUSE if first in ";–—" else COMMA)
                continue
            word = clean(piece)
            if not word or not word[0].isalnum():
                continue
            if first.isdigit():
                word = re.split("[.,]", piece)[0][:6]
        sentence += gap == SENTENCE and bool(words)
        start, end = found.span()
        words.append(Word(word[:40], start, end, gap if words else SENTENCE, sentence))
        gap = NONE
    return words
