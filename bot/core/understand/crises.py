"""Which crisis a message tells of: one's own, one in which something was done already, or someone else's.

Only asked where the reader has heard a crisis; in doubt it is the writer's own, whose card has a way to every other.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from bot.core.content.understanding import CrisisWords, Understanding
from bot.core.understand.words import split

Kind = Literal["self", "done", "other"]
Said = Sequence[str]
Phrases = list[tuple[str, ...]]

CLOSE = 8
"""Words between what was taken and that it was taken."""
BEFORE = 4
"""Words in front of a deed that can take it back: not, never, nearly, thought of."""


class CrisisKinds:
    """The words of all files, ready to be looked for."""

    def __init__(self, parts: Iterable[Understanding]) -> None:
        all_words = [part.crisis for part in parts if part.crisis is not None]

        def phrases(field: str) -> Phrases:
            return [_cleaned(phrase) for words in all_words for phrase in getattr(words, field)]

        self._lists = {field: phrases(field) for field in CrisisWords.model_fields}

    def kind(self, text: str) -> Kind:
        """What kind of crisis this message tells of."""
        words = _cleaned(text)
        if self._is_other(words):
            return "other"
        return "done" if self._is_done(words) else "self"

    def _places(self, field: str, words: Said) -> list[int]:
        phrases = self._lists[field]
        return [at for at in range(len(words)) for phrase in phrases if tuple(words[at : at + len(phrase)]) == phrase]

    def _is_other(self, words: Said) -> bool:
        """Someone else is spoken of, and all that the writer says of themselves is worry."""
        spoken = [at for at in self._places("people", words) if not self._imagined(words, at)]
        if not (spoken or self._places("others", words)) or self._places("own", words):
            return False
        return all(self._worries(words, at) for at in self._places("me", words))

    def _imagined(self, words: Said, at: int) -> bool:
        """How someone would fare is what people say who think of leaving them."""
        return bool(self._places("would", words[at + 1 : at + 4]))

    def _worries(self, words: Said, at: int) -> bool:
        following = words[at + 1 : at + 3]
        return bool(self._places("worry", following)) or (bool(following) and following[0].isdigit())

    def _is_done(self, words: Said) -> bool:
        if self._places("long_ago", words):
            return False
        if any(not self._taken_back(words, at) for at in self._places("hurt", words)):
            return True
        things, much = self._places("things", words), [*self._places("much", words), *self._places("poison", words)]
        return any(
            not self._taken_back(words, at)
            and any(0 <= thing - at <= CLOSE for thing in [*things, *self._places("poison", words)])
            and any(abs(how - at) <= CLOSE for how in much)
            for at in self._places("took", words)
        )

    def _taken_back(self, words: Said, at: int) -> bool:
        return bool(self._places("not_yet", words[max(0, at - BEFORE) : at]))


def _cleaned(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in split(text))
