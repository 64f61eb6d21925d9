"""Learn the shipped models from the shipped examples and the corpus, and write them beside the examples.

scikit-learn does it, which is needed here only: `pip install -r requirements-learn.txt`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

from bot.core.content.understanding import TASKS, Example, Learned, Task
from bot.core.understand import Reader
from bot.core.understand.listening import alarm
from bot.core.understand.marks import mark_of
from bot.core.understand.model import DAMPED, LETTERS, PAIRS, STEPS, ZERO, Doc, Scorer, features_of
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
SHIPPED = 3
"""How many messages of the corpus an example of the content counts as."""
KEPT = 31_000
"""How many features the net keeps, those that do most; more would not go into one file."""
UNITS = 32
"""Inner units of the net; an even number, since two weights share a letter."""
NET_SCALE = 0.12
ROUNDS = 4
RATE = 0.005
"""How far a step goes in the first round; by the last it is a quarter of that."""


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
    # What moderators read and edit counts more than one of the many messages that they never see.
    often = [pair for pair in seen for _ in range(SHIPPED if pair[0].text in shipped else 1)]
    _write("label", learned_label(often), target, _known(text for text in shipped if text not in left_out))
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
    model = Scorer(learned_net("label", [(one.doc(), example.label) for one, example in seen]))
    docs: list[tuple[Doc, str]] = []
    for one, example in seen:
        if len(one.pieces) <= LONG:
            docs.append((one.doc(), example.label))
            continue
        loudest = alarm(model, one.pieces, [model.hear(piece.doc) for piece in one.pieces])
        docs.append((one.doc(loudest.heard), example.label))
        if example.label not in ("red_flag", "crisis"):
            docs.append((one.doc(), example.label))
    return learned_net("label", docs)


def learned(task: Task, examples: Sequence[tuple[Doc, str]]) -> Learned:
    """A model of these examples: logistic regression over features, each message by the weight that it is read with."""
    matrix, names = _matrix(examples, LEAST)
    model = _scikit("linear_model").LogisticRegression(C=LOOSE, max_iter=1000)
    model.fit(matrix, [kind for _, kind in examples])
    weights = {"": [float(each) for each in model.intercept_]}
    for name, row in zip(names, model.coef_.T, strict=True):
        weights[name] = [float(each) for each in row]
    return Learned(task=task, classes=tuple(model.classes_), scale=SCALE, rows=_rows_of(weights, SCALE))


def learned_net(task: Task, examples: Sequence[tuple[Doc, str]]) -> Learned:
    """The same with one inner layer: it holds what words say only together, such as who or what is numb."""
    matrix, names = _matrix(examples, LEAST)
    kinds = [kind for _, kind in examples]
    inner = _net(matrix, kinds).coefs_[0]
    does = (inner**2).sum(axis=1) * matrix.getnnz(axis=0)
    most = sorted(sorted(range(len(names)), key=lambda at: -does[at])[:KEPT])
    net = _net(matrix[:, most], kinds)
    inner, outer = net.coefs_
    layer = tuple(
        (round(float(base), 3), *(round(float(each), 3) for each in row))
        for base, row in zip(net.intercepts_[1], outer.T, strict=True)
    )
    rows = {"": net.intercepts_[0], **{names[at]: row for at, row in zip(most, inner, strict=True)}}
    lines = "\n".join(f"{name}={_in_pairs(row)}" for name, row in rows.items())
    return Learned(task=task, classes=tuple(net.classes_), scale=NET_SCALE, layer=layer, rows=lines)


def _net(matrix: Any, kinds: Sequence[str]) -> Any:
    net = _scikit("neural_network").MLPClassifier(
        (UNITS,), batch_size=256, learning_rate_init=RATE, random_state=0, alpha=1e-4
    )
    for number in range(ROUNDS):
        order = Random(number).sample(range(len(kinds)), len(kinds))
        net.partial_fit(matrix[order], [kinds[at] for at in order], classes=sorted(set(kinds)))
        # It keeps the rate of its first round otherwise.
        net._optimizer.learning_rate_init = RATE * (1 - (number + 1) / ROUNDS)
    return net


def _scikit(module: str) -> Any:
    try:
        return import_module(f"sklearn.{module}")
    except ImportError as error:
        raise SystemExit("scikit-learn is missing: run `pip install -r requirements-learn.txt` first.") from error


def _matrix(examples: Sequence[tuple[Doc, str]], least: int) -> tuple[Any, Sequence[str]]:
    found = [features_of(doc) for doc, _ in examples]
    often = Counter(name for features in found for name in set(features))
    shown = _scikit("feature_extraction").DictVectorizer()
    matrix = shown.fit_transform([_weighed(features, often, least) for features in found])
    return matrix, shown.get_feature_names_out()


def _in_pairs(row: Iterable[float]) -> str:
    """Weights of a net as `Learned.rows` keeps them: a letter for two of them."""
    steps = [max(0, min(STEPS - 1, STEPS // 2 + round(float(each) / NET_SCALE))) for each in row]
    return "".join(PAIRS[one * STEPS + other] for one, other in zip(steps[::2], steps[1::2], strict=True))


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
