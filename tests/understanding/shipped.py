"""The shipped reader, made once, and the labelled messages that it was trained on."""

import json
from functools import cache
from pathlib import Path

from bot.core.content.pack import Pack
from bot.core.understand import Reader
from bot.library.load import load_pack

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"


@cache
def pack() -> Pack:
    """The pack that is shipped."""
    found = load_pack(ROOT / "content" / "en").pack
    assert found is not None
    return found


@cache
def reader() -> Reader:
    """Its reader."""
    return Reader.from_pack(pack())


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
