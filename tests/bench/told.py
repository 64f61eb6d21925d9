"""What the teacher says of messages, as `teach` writes it and `learn` reads it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Told = Mapping[str, Sequence[float]]
"""Scores of each label, in the order of LABELS, by the text of a message."""

LABELS = ("crisis", "negated_red_flag", "other_body", "red_flag", "stuck_ql", "unrelated")
FILE = Path(__file__).parents[1] / "understanding" / "corpus" / "told.jsonl.gz"
STEPS = 10
"""Scores are kept in tenths."""


def read_told(file: Path = FILE) -> Told:
    """SystemExit where nothing was told yet."""
    if not file.exists():
        raise SystemExit(f"{file.name} is missing: run `python -m tests.bench teach` first (it takes most of an hour).")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {text: [step / STEPS for step in steps] for text, *steps in rows}


def write_told(told: Told, file: Path = FILE) -> None:
    """The same text gives the same file."""
    with file.open("wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed:
        for text in sorted(told):
            row = [text, *(round(score * STEPS) for score in told[text])]
            packed.write((json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
