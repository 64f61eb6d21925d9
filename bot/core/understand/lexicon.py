"""The words that the content knows: one form for every spelling of a word, and phrases found in one pass."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.core.content.understanding import Understanding
from bot.core.understand.words import CLAUSE, COMMA, SENTENCE, Word, split

Trie = dict[Any, Any]
Hits = dict[str, list[tuple[int, int]]]
"""Places of each concept, as first and last-but-one token."""

MAX_HITS = 40
"""Of one concept in one message; more says nothing new."""
ANY = "_"
"""In a phrase: any one word."""
IDIOM = "IDIOM"
"""The concept of phrases in which words do not mean what they say."""
_RUN = re.compile(r"(.)\1\1+")
"""A letter held down."""
_REMEMBERED = 20_000
_STARTERS = frozenset(("i", "im", "ive", "my", "he", "she", "they", "we", "his", "her", "the", "it", "its", "you"))
_BARE = str.maketrans(dict.fromkeys("'’") | dict.fromkeys("-/&+.,?", " "))
_SPACING = {0: 1, COMMA: 1, CLAUSE: 2, SENTENCE: 4}


class Token(NamedTuple):
    """A word that counts, in the one form that phrases are compared in."""

    form: str
    word: str
    start: int
    end: int
    gap: int
    """The strongest break since the token before."""
    sentence: int
    at: int
    """Its place for distances: breaks count as words."""


def stem(word: str) -> str:
    """A word without its usual endings; rough, and the same for phrases and for messages."""
    if len(word) <= 3:
        return word
    for ending, floor in (("ness", 3), ("ing", 2), ("ed", 3), ("ly", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= floor:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "eols":
                word = word[:-1]
            break
    else:
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith("es") and len(word) > 4 and word[-3] in "sxzh":
            word = word[:-2]
        elif word[-1] == "s" and word[-2] not in "sui":
            word = word[:-1]
    if len(word) > 4 and word[-1] == "e" and word[-2] != "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word


def squeezed(word: str) -> str:
    """A word with every doubled letter single."""
    return "".join(each for at, each in enumerate(word) if at == 0 or word[at - 1] != each)


def _deletes(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


class Lexicon:
    """All words and phrases of the content, ready to be looked up."""

    def __init__(self, parts: Iterable[Understanding]) -> None:
        parts = tuple(parts)
        self._same: dict[str, str] = {}
        self._pairs: dict[tuple[str, str], str] = {}
        for part in parts:
            for name, variants in part.same.items():
                for variant in variants:
                    self._add_same(name, variant)
        self._begins_pair = frozenset(first for first, _ in self._pairs)
        self._fillers = frozenset(_plain(word) for part in parts for word in part.fillers)
        self._keep = frozenset(word for part in parts for word in part.keep)
        self.turns = frozenset(self._shape(_plain(word)) for part in parts for word in part.turns)
        phrases = [(name, phrase) for part in parts for name, words in part.concepts.items() for phrase in words]
        phrases += [
            (f"@{number}", phrase)
            for number, scope in enumerate(scope for part in parts for scope in part.scopes)
            for phrase in scope.phrases
        ]
        self._learn_words(parts, phrases)
        self._forms: dict[str, str] = {}
        self.trie: Trie = {}
        for name, phrase in phrases:
            self._add_phrase(name, phrase)
        # Each known word's form is made now: in a message that would take a part of its millisecond.
        for word in self._known:
            self.form(word)

    def _add_same(self, name: str, variant: str) -> None:
        words = [word.text for word in split(variant)]
        if len(words) == 2:
            self._pairs[words[0], words[1]] = name
        elif words:
            self._same[words[0]] = name

    def _learn_words(self, parts: tuple[Understanding, ...], phrases: list[tuple[str, str]]) -> None:
        """Words that are right as they are, and which of them a misspelt word may be taken for."""
        target = {word for _, phrase in phrases for word in _bare(phrase).split() if word.isalpha()}
        target |= {name for part in parts for name in part.same} | set(self._same)
        self._known = target | self._fillers | {word for pair in self._pairs for word in pair}
        self._target = frozenset(target)
        self._stems = frozenset(stem(word) for word in self._known)
        self._squeezed: dict[str, str] = {}
        for word in sorted(target, key=lambda each: (len(each), each)):
            self._squeezed.setdefault(squeezed(word), word)
        self._near: dict[str, str] = {}
        for word in sorted({word for part in parts for word in part.misspelt}):
            for short in _deletes(word):
                self._near.setdefault(short, word)

    def _add_phrase(self, name: str, phrase: str) -> None:
        """A phrase, or one for each number where it has a range: `65..99 years old`."""
        span = _range(phrase)
        if span is None:
            self._add_forms(name, self._phrase_forms(phrase))
            return
        word, numbers = span
        forms = self._phrase_forms(phrase.replace(word, str(numbers[0]), 1))
        at = forms.index(str(numbers[0]))
        for number in numbers:
            self._add_forms(name, [*forms[:at], str(number), *forms[at + 1 :]])

    def _add_forms(self, name: str, forms: list[str]) -> None:
        node = self.trie
        for form in forms:
            node = node.setdefault(form, {})
        if forms and name not in node.get(None, ()):
            node[None] = (*node.get(None, ()), name)

    def _phrase_forms(self, phrase: str) -> list[str]:
        forms: list[str] = []
        words = _bare(phrase).split()
        at = 0
        while at < len(words):
            pair = self._pairs.get((words[at], words[at + 1])) if at + 1 < len(words) else None
            form = words[at] if words[at] == ANY else self._final(pair) if pair else self.form(words[at])
            at += 2 if pair else 1
            if form:
                forms.append(form)
        return forms

    def _final(self, word: str) -> str:
        return word if word in self._keep else stem(word)

    def form(self, word: str) -> str:
        """The one form of a word; empty for a word that is left out."""
        known = self._forms.get(word)
        if known is None:
            if len(self._forms) > _REMEMBERED:
                self._forms.clear()
            known = self._forms[word] = self._shape(word)
        return known

    def _shape(self, word: str) -> str:
        if word in self._fillers:
            return ""
        known = getattr(self, "_known", None)
        if known is not None and word not in known and not word[0].isdigit():
            word = self._nearest(word)
            if word in self._fillers:
                return ""
        if word in self._same:
            word = self._same[word]
        elif word not in self._keep:
            word = self._same.get(stem(word), word)
        return word if word in self._keep else stem(word)

    def _nearest(self, word: str) -> str:
        released = [shorter for shorter in (_RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)) if shorter != word]
        for words in (self._target, self._known, self._stems):
            for shorter in released:
                if shorter in words or (words is self._stems and stem(shorter) in words):
                    return shorter
        word = released[0] if released else word
        flat = squeezed(word)
        if flat != word and flat in self._squeezed:
            return self._squeezed[flat]
        if flat != word and flat in self._known:
            return flat
        if stem(word) in self._known or len(word) < 5 or len(word) > 20:
            return word
        for short in _deletes(word):
            near = self._near.get(short)
            if near is not None and near[:2] == word[:2] and _close(word, near):
                return near
        return word

    def tokens(self, text: str) -> list[Token]:
        """The words that count, each with the break before it."""
        tokens: list[Token] = []
        words = split(text)
        gap = 0
        at = 0
        skip = False
        for number, word in enumerate(words):
            gap = max(gap, word.gap)
            if skip:
                skip = False
                continue
            form, end = self._pair(words, number) if word.text in self._begins_pair else ("", 0)
            skip = bool(form)
            form = form or self.form(word.text)
            if word.text in _STARTERS and (gap == COMMA or (number and words[number - 1].text == "and")):
                gap = max(gap, CLAUSE)
            if not form:
                continue
            at += _SPACING[gap]
            tokens.append(Token(form, word.text, word.start, end or word.end, gap, word.sentence, at))
            gap = 0
        return tokens

    def _pair(self, words: list[Word], number: int) -> tuple[str, int]:
        if number + 1 >= len(words) or words[number + 1].gap:
            return "", 0
        name = self._pairs.get((words[number].text, words[number + 1].text))
        return (self._final(name), words[number + 1].end) if name else ("", 0)

    def hits(self, tokens: list[Token]) -> Hits:
        """Where each concept stands; concepts whose name begins with @ are scopes."""
        found: Hits = {}
        forms = [token.form for token in tokens]
        size = len(forms)
        for first, start in enumerate(forms):
            ends = [(node, first + 1) for form in (start, ANY) if (node := self.trie.get(form)) is not None]
            while ends:
                node, at = ends.pop()
                for name in node.get(None, ()):
                    places = found.setdefault(name, [])
                    if len(places) < MAX_HITS and (not places or places[-1] != (first, at)):
                        places.append((first, at))
                if at < size:
                    for form in (forms[at], ANY):
                        following = node.get(form)
                        if following is not None:
                            ends.append((following, at + 1))
        return _without_idioms(found, tokens)


def _without_idioms(found: Hits, tokens: list[Token]) -> Hits:
    """Drop what stands inside an idiom: in "dead on my feet" nobody is dead and no feet are meant. Words of two
    sentences make none: "lost power. Cut my wrist".
    """
    said = found.pop(IDIOM, ())
    idioms = [one for one in said if not any(token.gap >= SENTENCE for token in tokens[one[0] + 1 : one[1]])]
    if not idioms:
        return found
    kept: Hits = {}
    for name, places in found.items():
        left = [place for place in places if not any(_within(place, idiom) for idiom in idioms)]
        if left:
            kept[name] = left
    return kept


def _within(place: tuple[int, int], idiom: tuple[int, int]) -> bool:
    return idiom[0] <= place[0] and place[1] <= idiom[1] and place != idiom


def _bare(phrase: str) -> str:
    """A phrase of the content, which is plain already, as its words."""
    return phrase.lower().translate(_BARE)


def _plain(word: str) -> str:
    parts = split(word)
    return parts[0].text if parts else word


def _range(phrase: str) -> tuple[str, range] | None:
    if ".." not in phrase:
        return None
    for word in phrase.split():
        low, dots, high = word.partition("..")
        if dots and low.isdigit() and high.isdigit():
            return word, range(int(low), int(high) + 1)
    return None


def _close(one: str, other: str) -> bool:
    """Whether one edit (one letter more, fewer, other, or two swapped) makes them the same."""
    if abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < min(len(one), len(other)) - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    left, right = one[head : len(one) - tail], other[head : len(other) - tail]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])
