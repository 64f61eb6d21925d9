"""`python -m bot ask`: what the bot takes a message for, and why."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from bot.core.content.pack import Pack
from bot.core.understand.reader import Reader, Reading


class NoMessageError(ValueError):
    """A line that is no message; the text says what to write instead."""


def as_json(reading: Reading) -> dict[str, object]:
    """A reading as plain data."""
    return {name: value for name, value in asdict(reading).items() if name != "cause"}


def answer_lines(pack: Pack, lines: Iterable[str]) -> Iterator[str]:
    """One JSON object for each line, which is itself a JSON object with `text`."""
    reader = Reader.from_pack(pack)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(as_json(reader.read(_text(line, number))), ensure_ascii=False)


def _text(line: str, number: int) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, TypeError, LookupError):
        text = None
    if not isinstance(text, str):
        raise NoMessageError(
            f'Line {number} is no message: write one object a line, like {{"text": "my QL is stuck"}}.'
        )
    return text


def answer(pack: Pack, text: str) -> str:
    """The reading of one message in words."""
    found = Reader.from_pack(pack).read(text)
    rows = {
        "label": found.label,
        "urgency": found.urgency,
        "flag": found.flag,
        "reason": found.reason,
        "topic": found.topic,
        "confidence": f"{found.confidence:.2f}",
        "because of": ", ".join(f"“{span.text}”" for span in found.spans) or "the words as a whole",
        "next likely": ", ".join(found.reasons[1:]) or None,
        "answers": "; ".join(f"{name}: {', '.join(options)}" for name, options in found.options.items()) or None,
    }
    return "\n".join(f"{name + ':':13}{value}" for name, value in rows.items() if value is not None)
