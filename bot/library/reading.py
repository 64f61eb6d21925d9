"""How hard a text is to read, estimated as the Flesch-Kincaid grade (school years in the US)."""

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,]\d+)?%?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e)$")


def words(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return _WORD.findall(text)


def word_count(text: str) -> int:
    """Return how many words and numbers a text has."""
    return len(words(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line that ends without a mark counts as one."""
    return [part for part in re.split(r"[.!?]+(?=\s|$)|\n+", text) if words(part)]


def syllables(word: str) -> int:
    """Return an estimate of the syllables of an English word; a number counts as one."""
    plain = word.lower()
    groups = len(_VOWELS.findall(plain))
    return max(1, groups - bool(groups > 1 and _SILENT_END.search(plain)))


def flesch_kincaid(text: str) -> float:
    """Return the Flesch-Kincaid grade; an empty text has grade 0."""
    said = words(text)
    if not said:
        return 0.0
    per_word = sum(map(syllables, said)) / len(said)
    return 0.39 * len(said) / len(sentences(text)) + 11.8 * per_word - 15.59
