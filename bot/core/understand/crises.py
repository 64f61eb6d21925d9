"""Which crisis a message tells of: one's own, one in which something was done already, or someone else's.

Only asked where the reader has heard a crisis; in doubt it is the writer's own, whose card has a way to every other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from bot.core.content.understanding import CrisisWords, Understanding
from bot.core.understand.words import split

Kind = Literal["self", "done", "other"]
Said = Mapping[str, Sequence[int]]
"""Where a phrase of each list begins."""

CLOSE = 8
"""Words between what was taken and that it was taken."""
BEFORE = 4
"""Words in front of a deed that can take it back: not, never, nearly, thought of."""
AFTER_PERSON, AFTER_ME = 3, 2
"""Words behind a person, and behind the writer, that say what is told of them."""


class CrisisKinds:
    """The words of all files, ready to be looked for."""

    def __init__(self, parts: Iterable[Understanding]) -> None:
        self._phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for words in (part.crisis for part in parts if part.crisis is not None):
            for field in CrisisWords.model_fields:
                for phrase in (_cleaned(phrase) for phrase in getattr(words, field)):
                    self._phrases.setdefault(phrase[0], []).append((field, phrase))

    def kind(self, text: str) -> Kind:
        """What kind of crisis this message tells of."""
        words = _cleaned(text)
        said = self._said(words)
        if _is_other(words, said):
            return "other"
        return "done" if _is_done(said) else "self"

    def _said(self, words: tuple[str, ...]) -> Said:
        said: dict[str, list[int]] = {field: [] for field in CrisisWords.model_fields}
        for at, word in enumerate(words):
            for field, phrase in self._phrases.get(word, ()):
                if len(phrase) == 1 or words[at : at + len(phrase)] == phrase:
                    said[field].append(at)
        return said


def _is_other(words: Sequence[str], said: Said) -> bool:
    """Someone else is spoken of, and all that the writer says of themselves is worry."""
    # How someone would fare is what people say who think of leaving them.
    imagined = _near(said["people"], said["would"], 1, AFTER_PERSON)
    if not (len(imagined) < len(said["people"]) or said["others"]) or said["own"]:
        return False
    worries = _near(said["me"], said["worry"], 1, AFTER_ME)
    return all(at in worries or _tells_age(words, at) for at in said["me"])


def _tells_age(words: Sequence[str], at: int) -> bool:
    """Whether a number follows: "I'm 13" says nothing of a crisis."""
    return at + 1 < len(words) and words[at + 1].isdigit()


def _is_done(said: Said) -> bool:
    if said["long_ago"]:
        return False
    done = set(said["hurt"])
    taken = _near(said["took"], [*said["things"], *said["poison"]], 0, CLOSE)
    done |= taken & _near(said["took"], [*said["much"], *said["poison"]], -CLOSE, CLOSE)
    return bool(done - _near(done, said["not_yet"], -BEFORE, -1))


def _near(places: Iterable[int], others: Iterable[int], first: int, last: int) -> set[int]:
    """Of these places those with another within this distance, counted in words."""
    there = set(others)
    return {at for at in places if any(at + step in there for step in range(first, last + 1))}


def _cleaned(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in split(text))
