"""Learn the shipped models from the shipped examples, and write them beside these."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.core.content.understanding import TASKS, Example, Learned
from bot.core.understand import Reader
from bot.core.understand.learning import known_of, learned
from bot.core.understand.listening import alarm
from bot.core.understand.model import Doc, Linear
from bot.core.understand.reader import Seen
from bot.library.load import load_pack

CONTENT = Path(__file__).parents[2] / "content" / "en"
TARGET = CONTENT / "understanding" / "learned.yaml"
HEAD = """# yaml-language-server: $schema=../../schema/understanding.schema.json
# What was learned from the examples of this folder. Not written by hand: `python -m tests.bench learn` makes it anew.
id: learned
"""
LONG = 3
"""Pieces of a message that is more than one thing at once."""


def run(without: Sequence[Path] = (), target: Path = TARGET) -> None:
    """Learn and write. `without`: files of messages that must not be learned from."""
    pack = load_pack(CONTENT).pack
    assert pack is not None
    left_out = {json.loads(line)["text"] for file in without for line in file.read_text(encoding="utf-8").splitlines()}
    bare = tuple(part.model_copy(update={"examples": (), "learned": (), "known": ""}) for part in pack.understanding)
    reader = Reader.from_pack(pack.model_copy(update={"understanding": bare}))
    examples = [(text, example) for part in pack.understanding for example in part.examples for text in example.texts]
    seen = [(reader.see(text), example) for text, example in examples if text not in left_out]
    models = [_label(seen)]
    for task in TASKS[1:]:
        docs = [(one.doc(), kind) for one, example in seen if (kind := reader.taught(task, example))]
        models.append(learned(task, docs))
    write(models, [one.text for one, _ in seen], target)


def _label(seen: Sequence[tuple[Seen, Example]]) -> Learned:
    """The model of what a message is: by whole messages, then long ones by what is loudest in them."""
    first = learned("label", [(one.doc(), example.label) for one, example in seen])
    model = Linear(first)
    docs: list[tuple[Doc, str]] = []
    for one, example in seen:
        docs.append((one.doc(), example.label))
        if len(one.pieces) > LONG:
            heard = [model.hear(piece.doc) for piece in one.pieces]
            loudest = alarm(model, one.pieces, heard)
            if example.label in ("red_flag", "crisis"):
                docs.pop()
            docs.append((one.doc(loudest.heard), example.label))
    return learned("label", docs)


def write(models: Sequence[Learned], texts: Sequence[str], target: Path) -> None:
    """Write the models and which examples they have seen."""
    lines = [HEAD + "known: |", *(f"  {line}" for line in _folded(known_of(texts).split()))]
    lines.append("learned:")
    for model in models:
        lines += [f"  - task: {model.task}", f"    classes: [{', '.join(model.classes)}]", f"    scale: {model.scale}"]
        lines += ["    rows: |", *(f"      {line}" for line in model.rows.split("\n"))]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _folded(words: Sequence[str], width: int = 17) -> list[str]:
    return [" ".join(words[at : at + width]) for at in range(0, len(words), width)]
