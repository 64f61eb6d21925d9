"""Typed text: danger acts at once; anything else only pre-selects an answer that the member confirms."""

import re
from functools import lru_cache
from threading import Lock

from bot.core.content.pack import Pack
from bot.core.conversation import asking, checking, crisis, result, urgent
from bot.core.conversation.turn import Turn
from bot.core.screen import Finding
from bot.core.understand import Reader, Reading

_WORD = re.compile(r"[^\W_]+")
_SURE = 0.5
"""Below this share the likeliest reason is only one of three that are offered."""
_ELSEWHERE = 0.75
"""From here on a text is taken to be about something else."""
_MOST_READERS = 8
"""Readers that are kept: the one in use, those that open sessions began with, and those of servers whose moderators
have taught theirs something. Packs that differ in other things only share one."""
_QUOTED = 80

ASKING = ("ask", "confirm", "likely")
RESULT = ("result", "why", "change")
BEFORE = ("hello", "hold", "new", "topic", "q", "sure", "each")
"""Cards that come first; what is written on them waits for its question."""
URGENT = ("urgent", "held", "closed", "done")

_readers: dict[tuple[int, int], tuple[Pack, Reader]] = {}
_making = Lock()


def reader_of(pack: Pack) -> Reader:
    """The pack's reader, made once. It takes a moment, so the host makes it right after coming online."""
    same = (id(pack.understanding), id(pack.safety))
    with _making:
        known = _readers.get(same)
        if known is None:
            while len(_readers) >= _MOST_READERS:
                _readers.pop(next(iter(_readers)))
            known = _readers[same] = (pack, Reader.from_pack(pack))
        return known[1]


_newest: list[tuple[Reader, str, Reading]] = []
"""What was read last, in memory only: one message is asked about several times on its way to an answer."""


def _read(pack: Pack, text: str) -> Reading:
    reader = reader_of(pack)
    for known, last, reading in _newest:
        if known is reader and last == text:
            return reading
    reading = reader.read(text)
    _newest[:] = [(reader, text, reading)]
    return reading


def heard(turn: Turn, text: str) -> Reading:
    """What the text is taken for."""
    return _read(turn.pack, text)


def is_urgent(turn: Turn, text: str) -> bool:
    """Whether the text names a danger or a crisis."""
    return heard(turn, text).label in ("red_flag", "crisis")


def is_small_talk(pack: Pack, text: str) -> bool:
    """Whether the text is surely about something else."""
    reading = _read(pack, text)
    return reading.label == "unrelated" and _is_elsewhere(reading)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, apostrophes gone, so that "can't" and "cant" are one."""
    return tuple(_WORD.findall(text.lower().replace("'", "").replace("’", "")))


@lru_cache(maxsize=10_000)
def _phrase(text: str) -> tuple[str, ...]:
    """The words of a phrase from the content: there are hundreds, and each message is held against all of them."""
    return words_of(text)


def _places(phrase: tuple[str, ...], words: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [at for at in range(len(words) - size + 1) if words[at : at + size] == phrase] if size else []


def options_found(turn: Turn, text: str) -> dict[str, tuple[str, ...]]:
    """The answers that the text points to, by question: what its phrases say, then what its reason is likely to be."""
    found = _said(turn, text)
    reading = heard(turn, text)
    if reading.label == "stuck_ql" and reading.confidence >= _SURE:
        for name, options in _known(turn, reading.options).items():
            found.setdefault(name, options)
    return found


def _said(turn: Turn, text: str) -> dict[str, tuple[str, ...]]:
    words = words_of(text)
    found: dict[str, tuple[str, ...]] = {}
    for question in turn.topic.questions:
        options = tuple(
            option.id
            for option in question.options
            if any(_places(_phrase(phrase), words) for phrase in option.phrases)
        )
        if options:
            found[question.id] = options if question.kind == "many" else options[:1]
    return found


def _known(turn: Turn, options: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Of these answers those that this topic has."""
    has = {question.id: {option.id for option in question.options} for question in turn.topic.questions}
    kept = {name: tuple(one for one in chosen if one in has.get(name, ())) for name, chosen in options.items()}
    return {name: chosen for name, chosen in kept.items() if chosen}


def likely(turn: Turn, text: str) -> tuple[str, ...]:
    """Answers to be offered where the text leaves it open, as `question:answer`, the likeliest first."""
    reader = reader_of(turn.pack)
    reading = _read(turn.pack, text)
    if reading.label != "stuck_ql" or reading.confidence >= _SURE or reading.reason == "unknown":
        return ()
    offered = [_known(turn, reader.options_of(reason)) for reason in reading.reasons]
    pairs = [f"{name}:{one}" for options in offered for name, chosen in options.items() for one in chosen]
    return tuple(pair for pair in pairs if pair.partition(":")[0] not in turn.state.answers)


def read_into(turn: Turn, text: str) -> Turn:
    """The conversation after the member wrote this."""
    reading = heard(turn, text)
    if reading.label == "crisis":
        return crisis.heard(turn, text)
    if reading.label == "red_flag":
        return _danger(checking.saved(turn), reading)
    found = {name: options for name, options in options_found(turn, text).items() if name not in turn.state.answers}
    open_ones = () if found else likely(turn, text)
    if not found and not open_ones:
        return turn.with_state(note=_not_understood(reading))
    return asking.proceed(turn.with_state(found=found, likely=open_ones, note=None))


def _danger(turn: Turn, reading: Reading) -> Turn:
    """The urgent card; the words are remembered while the session lasts, for a No that contradicts them."""
    assert reading.urgency not in ("none", "crisis")
    causes = frozenset((reading.cause,)) if reading.cause else frozenset[str]()
    words = " … ".join(span.text for span in reading.spans)[:_QUOTED]
    told = turn.with_state(written={**turn.state.written, reading.cause: words} if reading.cause else {})
    over = _over(told, reading) if reading.urgency in ("same_day", "emergency") else ()
    return urgent.show(told, Finding(level=reading.urgency, causes=causes), None, from_text=True, over=over)


def _over(turn: Turn, reading: Reading) -> tuple[str, ...]:
    """What these words bring for good where they come after pressing. Words tell the cause and not the sign, so that
    this takes in more than the tick does; "You misread me" takes it back.
    """
    items = (item for question in turn.pack.safety.questions for item in question.items if item.cause == reading.cause)
    return tuple(item.after_pressing for item in items if item.after_pressing)


def _not_understood(reading: Reading) -> str:
    return "type.unrelated" if _is_elsewhere(reading) else "type.not_understood"


def _is_elsewhere(reading: Reading) -> bool:
    """Whether the text is about something that the bot doesn't know, rather than one that it can't make out."""
    return reading.label in ("unrelated", "other_body") and reading.confidence >= _ELSEWHERE


def written(turn: Turn, text: str) -> Turn:
    """Words that are no danger, on any card: used now, kept for when their question comes, or not understood."""
    node = turn.state.node.partition(":")[0]
    if node in ASKING:
        return read_into(turn, text)
    if node in RESULT and (changed := _other_answer(turn, text)) is not None:
        return changed
    if node in BEFORE:
        return _kept_for_later(turn, text)
    return turn if node in URGENT else turn.with_state(note=_not_understood(heard(turn, text)))


def _kept_for_later(turn: Turn, text: str) -> Turn:
    pointed, reading = pointed_to(turn, text), heard(turn, text)
    if options_found(turn, text) or pointed.state.likely:
        return pointed.with_state(note="type.noted")
    return pointed.with_state(note=_not_understood(reading)) if _is_elsewhere(reading) else pointed


def _other_answer(turn: Turn, text: str) -> Turn | None:
    """At a result: words that say something else than the answers did are confirmed, as any words are."""
    given = {name: set(value) if isinstance(value, tuple) else {value} for name, value in turn.state.answers.items()}
    said = options_found(turn, text)
    if said and all(given.get(name) == set(options) for name, options in said.items()):
        return turn.with_state(note=None)
    found = {name: options for name, options in said.items() if given.get(name) != set(options)}
    first = next((question.id for question in turn.topic.questions if question.id in found), None)
    if first is None:
        return None
    answers = {name: value for name, value in turn.state.answers.items() if name not in found}
    return result.undone(turn).to(f"confirm:{first}", found=found, likely=(), answers=answers, ticked=())


def pointed_to(turn: Turn, text: str) -> Turn:
    """With the answers that the text points to, or that it leaves open, for when their question comes; what was
    written before still counts.
    """
    found = {**turn.state.found, **options_found(turn, text)}
    return turn.with_state(found=found, likely=() if found else likely(turn, text))
