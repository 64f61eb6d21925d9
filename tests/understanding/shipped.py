"""The shipped reader, made once, and the labelled messages that it was trained on."""

import json
from functools import cache
from pathlib import Path

from bot.core.conversation.reading import reader_of
from bot.core.understand import Reader
from tests.shipped import pack

CORPUS = Path(__file__).parent / "corpus"


def reader() -> Reader:
    """The reader of the shipped pack."""
    return reader_of(pack())


@cache
def trained() -> tuple[tuple[str, str, str | None], ...]:
    """Text, label and flag of each message of the first training files."""
    files = [(CORPUS / f"train-{number}.jsonl").read_text(encoding="utf-8") for number in range(1, 6)]
    records = [json.loads(line) for file in files for line in file.split("\n") if line]
    return tuple((record["text"], record["label"], record["flag"]) for record in records)


@cache
def dangerous() -> tuple[str, ...]:
    """Messages that the reader rightly takes for danger."""
    found = [text for text, label, _ in trained() if label == "red_flag"]
    return tuple(text for text in found if reader().read(text).label == "red_flag")
