"""Learn the shipped models from the shipped examples and the corpus, and write them beside the examples.

Needed here only: `pip install -r requirements-learn.txt`. What kind a message is, the model learns from a teacher, too:
from what `python -m tests.bench teach` has written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from bot.core.content.understanding import TASKS, Example, Learned, Task
from bot.core.understand import Reader
from bot.core.understand.listening import DANGERS, alarm
from bot.core.understand.marks import mark_of
from bot.core.understand.model import DAMPED, LETTERS, ZERO, Doc, Scorer, features_of
from bot.core.understand.reader import Seen
from bot.library.load import load_pack
from tests.bench.heavy import heavy
from tests.bench.net import LEAST, learned_net
from tests.bench.told import LABELS, Told, read_told

CONTENT = Path(__file__).parents[2] / "content" / "en"
CORPUS = Path(__file__).parents[1] / "understanding" / "corpus"
HEAD = """# yaml-language-server: $schema=../../schema/understanding.schema.json
# What was learned from examples. Not written by hand: `python -m tests.bench learn` makes it anew.
"""
LONG = 3
"""Pieces of a message that is more than one thing at once."""
LOOSE = 30.0
"""How loosely weights are held to zero (scikit-learn's C): by messages of writers whom the model had not seen."""
SCALE = 0.2
"""What one step of a kept weight is worth."""
SHIPPED = 3
"""How many messages of the corpus an example of the content counts as."""
SURE, UNLIKE = 5.0, -1.0
"""What its own label scores for a message, and any other: about what the teacher gives where it is sure."""
HEEDED = 0.7
"""How much the teacher counts for a message that has a label; the rest is the label's."""


def run(without: Sequence[Path] = (), target: Path = CONTENT / "understanding", told: Told | None = None) -> None:
    """Learn and write. `without`: files of messages that must not be learned from; what the teacher was told is then
    to be made without them, too.
    """
    left_out = {row["text"] for file in without for row in _rows(file)}
    told = told or read_told()
    reader, shipped = bare_reader()
    examples = {text: each for text, each in (dict(corpus()) | shipped).items() if text not in left_out}
    seen = [(reader.see(text), example) for text, example in examples.items()]
    # What moderators read and edit counts more than one of the many messages that they never see.
    often = [pair for pair in seen for _ in range(SHIPPED if pair[0].text in shipped else 1)]
    more = [reader.see(text) for text in told if text not in examples and text not in left_out]
    _write("label", learned_label(often, more, told), target, _known(text for text in shipped if text in examples))
    for task in TASKS[1:]:
        docs = [(one.doc(), kind) for one, example in seen if (kind := reader.taught(task, example))]
        _write(task, learned(task, docs), target)


def bare_reader() -> tuple[Reader, dict[str, Example]]:
    """A reader that was taught nothing, and the shipped examples by their text."""
    pack = load_pack(CONTENT).pack
    assert pack is not None
    bare = tuple(part.model_copy(update={"examples": (), "learned": (), "known": ""}) for part in pack.understanding)
    shipped = {text: each for part in pack.understanding for each in part.examples for text in each.texts}
    return Reader.from_pack(pack.model_copy(update={"understanding": bare})), shipped


def corpus(without: Sequence[Path] = ()) -> Iterator[tuple[str, Example]]:
    """The messages that may be learned from; never those of the test part."""
    left_out = {file.resolve() for file in without}
    for row in (row for file in sorted(CORPUS.glob("train-*.jsonl")) if file not in left_out for row in _rows(file)):
        level = row["urgency"] if row["flag"] else None
        yield (
            row["text"],
            Example(label=row["label"], flag=row["flag"], reason=row["reason"], level=level, texts=(row["text"],)),
        )


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def learned_label(seen: Sequence[tuple[Seen, Example]], more: Sequence[Seen], told: Told) -> Learned:
    """The model of what a message is: by whole messages, then long ones by what is loudest in them.

    `more` are messages that nobody wrote; what they are only the teacher says.
    """
    known = [(one, example.label, wanted(told.get(one.text), example.label)) for one, example in seen]
    known += [(one, None, told[one.text]) for one in more]
    model = Scorer(
        learned_net("label", LABELS, [(one.doc(), own) for one, own, _ in known], [each[2] for each in known])
    )
    docs: list[tuple[Doc, str | None]] = []
    scores: list[Sequence[float]] = []
    for one, own, said in known:
        heard: list[Doc] = []
        danger = LABELS[max(range(len(LABELS)), key=said.__getitem__)] in DANGERS
        if len(one.pieces) <= LONG or not danger:
            heard.append(one.doc())
        if len(one.pieces) > LONG:
            loudest = alarm(model, one.pieces, [model.hear(piece.doc) for piece in one.pieces])
            heard.append(one.doc(loudest.heard))
        docs += [(doc, own) for doc in heard]
        scores += [said] * len(heard)
    return learned_net("label", LABELS, docs, scores)


def wanted(told: Sequence[float] | None, label: str) -> list[float]:
    """What a message with this label should score: by its label, and by what the teacher says."""
    own = [SURE if name == label else UNLIKE for name in LABELS]
    if told is None:
        return own
    return [HEEDED * one + (1 - HEEDED) * other for one, other in zip(told, own, strict=True)]


def learned(task: Task, examples: Sequence[tuple[Doc, str]]) -> Learned:
    """A model of these examples: logistic regression over features, each message by the weight that it is read with."""
    matrix, names = _matrix(examples, LEAST)
    model = heavy("sklearn.linear_model").LogisticRegression(C=LOOSE, max_iter=1000)
    model.fit(matrix, [kind for _, kind in examples])
    weights = {"": [float(each) for each in model.intercept_]}
    for name, row in zip(names, model.coef_.T, strict=True):
        weights[name] = [float(each) for each in row]
    return Learned(task=task, classes=tuple(model.classes_), scale=SCALE, rows=_rows_of(weights, SCALE))


def _matrix(examples: Sequence[tuple[Doc, str]], least: int) -> tuple[Any, Sequence[str]]:
    found = [features_of(doc) for doc, _ in examples]
    often = Counter(name for features in found for name in set(features))
    shown = heavy("sklearn.feature_extraction").DictVectorizer()
    matrix = shown.fit_transform([_weighed(features, often, least) for features in found])
    return matrix, shown.get_feature_names_out()


def _weighed(features: Sequence[str], often: Counter[str], least: int) -> dict[str, float]:
    return {name: 1 / sqrt(len(features) + DAMPED) for name in features if often[name] >= least}


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
    if model.layer:
        lines += ["  layer:", *(f"  - [{', '.join(str(each) for each in row)}]" for row in model.layer)]
    lines += ["  rows: |", *(f"   {line}" for line in model.rows.split("\n"))]
    (target / f"learned-{task}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _folded(words: Iterable[str], width: int = 17) -> list[str]:
    each = list(words)
    return [" ".join(each[at : at + width]) for at in range(0, len(each), width)]
