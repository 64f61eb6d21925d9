"""Learn the shipped models from the shipped examples and the corpus, and write them beside the examples.

scikit-learn does it, which is needed here only: `pip install -r requirements-learn.txt`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from math import sqrt
from pathlib import Path
from typing import Any

from bot.core.content.understanding import TASKS, Example, Learned, Task
from bot.core.understand import Reader
from bot.core.understand.listening import alarm
from bot.core.understand.marks import mark_of
from bot.core.understand.model import DAMPED, LETTERS, ZERO, Doc, Linear, features_of
from bot.core.understand.reader import Seen
from bot.library.load import load_pack

CONTENT = Path(__file__).parents[2] / "content" / "en"
CORPUS = Path(__file__).parents[1] / "understanding" / "corpus"
HEAD = """# yaml-language-server: $schema=../../schema/understanding.schema.json
# What was learned from examples. Not written by hand: `python -m tests.bench learn` makes it anew.
"""
LONG = 3
"""Pieces of a message that is more than one thing at once."""
LEAST = 5
"""How many examples a feature must stand in; what was seen less often teaches nothing."""
LOOSE = 30.0
"""How loosely weights are held to zero (scikit-learn's C): by messages of writers whom the model had not seen."""
SCALE = 0.2
"""What one step of a kept weight is worth."""


def run(without: Sequence[Path] = (), target: Path = CONTENT / "understanding") -> None:
    """Learn and write. `without`: files of messages that must not be learned from."""
    pack = load_pack(CONTENT).pack
    assert pack is not None
    left_out = {row["text"] for file in without for row in _rows(file)}
    bare = tuple(part.model_copy(update={"examples": (), "learned": (), "known": ""}) for part in pack.understanding)
    reader = Reader.from_pack(pack.model_copy(update={"understanding": bare}))
    shipped = {text: each for part in pack.understanding for each in part.examples for text in each.texts}
    examples = dict(_corpus()) | shipped
    seen = [(reader.see(text), example) for text, example in examples.items() if text not in left_out]
    _write("label", learned_label(seen), target, _known(text for text in shipped if text not in left_out))
    for task in TASKS[1:]:
        docs = [(one.doc(), kind) for one, example in seen if (kind := reader.taught(task, example))]
        _write(task, learned(task, docs), target)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _corpus() -> Iterator[tuple[str, Example]]:
    """The messages that may be learned from; never those of the test part."""
    for row in (row for file in sorted(CORPUS.glob("train-*.jsonl")) for row in _rows(file)):
        level = row["urgency"] if row["flag"] else None
        yield (
            row["text"],
            Example(label=row["label"], flag=row["flag"], reason=row["reason"], level=level, texts=(row["text"],)),
        )


def learned_label(seen: Sequence[tuple[Seen, Example]]) -> Learned:
    """The model of what a message is: by whole messages, then long ones by what is loudest in them."""
    model = Linear(learned("label", [(one.doc(), example.label) for one, example in seen]))
    docs: list[tuple[Doc, str]] = []
    for one, example in seen:
        if len(one.pieces) <= LONG:
            docs.append((one.doc(), example.label))
            continue
        loudest = alarm(model, one.pieces, [model.hear(piece.doc) for piece in one.pieces])
        docs.append((one.doc(loudest.heard), example.label))
        if example.label not in ("red_flag", "crisis"):
            docs.append((one.doc(), example.label))
    return learned("label", docs)


def learned(task: Task, examples: Sequence[tuple[Doc, str]]) -> Learned:
    """A model of these examples: logistic regression over features, each message by the weight that it is read with."""
    try:
        linear: Any = import_module("sklearn.linear_model")
        vectors: Any = import_module("sklearn.feature_extraction")
    except ImportError as error:
        raise SystemExit("scikit-learn is missing: run `pip install -r requirements-learn.txt` first.") from error
    found = [features_of(doc) for doc, _ in examples]
    often = Counter(name for features in found for name in set(features))
    shown = vectors.DictVectorizer()
    matrix = shown.fit_transform([_weighed(features, often) for features in found])
    model = linear.LogisticRegression(C=LOOSE, max_iter=300)
    model.fit(matrix, [kind for _, kind in examples])
    weights = {"": [float(each) for each in model.intercept_]}
    for name, row in zip(shown.get_feature_names_out(), model.coef_.T, strict=True):
        weights[name] = [float(each) for each in row]
    return Learned(task=task, classes=tuple(model.classes_), scale=SCALE, rows=_rows_of(weights, SCALE))


def _weighed(features: Sequence[str], often: Counter[str]) -> dict[str, float]:
    return {name: 1 / sqrt(len(features) + DAMPED) for name in features if often[name] >= LEAST}


def _known(texts: Iterable[str]) -> str:
    """The marks of these examples."""
    return " ".join(sorted({mark_of(text) for text in texts}))


def _rows_of(weights: Mapping[str, Sequence[float]], scale: float) -> str:
    """Weights by feature as `Learned.rows` keeps them: a letter for each class, in steps of `scale`.

    What is the same for all classes tells nothing and is taken off; what is left out is nothing but zeros.
    """
    lines: list[str] = []
    for name, row in weights.items():
        middle = sum(row) / len(row)
        steps = [max(0, min(len(LETTERS) - 1, ZERO + round((each - middle) / scale))) for each in row]
        if any(step != ZERO for step in steps):
            lines.append(f"{name}={''.join([LETTERS[step] for step in steps])}")
    return "\n".join(lines)


def _write(task: Task, model: Learned, target: Path, known: str = "") -> None:
    """A file with one model, and with the marks of the examples that all of them have seen."""
    lines = [f"{HEAD}id: learned-{task}"]
    if known:
        lines += ["known: |", *(f"  {line}" for line in _folded(known.split()))]
    lines += ["learned:", f"- task: {task}", f"  classes: [{', '.join(model.classes)}]", f"  scale: {model.scale}"]
    lines += ["  rows: |", *(f"   {line}" for line in model.rows.split("\n"))]
    (target / f"learned-{task}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _folded(words: Iterable[str], width: int = 17) -> list[str]:
    each = list(words)
    return [" ".join(each[at : at + width]) for at in range(0, len(each), width)]
