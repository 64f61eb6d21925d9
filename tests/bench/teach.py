"""Have the teacher say what each message of the corpus is, and many more made from them; `learn` reads that."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.learn import bare_reader, corpus
from tests.bench.teacher import Teacher
from tests.bench.told import FILE, write_told
from tests.bench.vary import alike, varied, words_of


def run(without: Sequence[Path] = (), target: Path = FILE) -> None:
    """Teach and write. `without`: files of messages that it must not know of; the test part it never does."""
    _, shipped = bare_reader()
    examples = {text: example.label for text, example in (dict(corpus(without)) | shipped).items()}
    teacher = Teacher()
    used = frozenset(word for text in examples for word in words_of(text))
    words = sorted(used | set(teacher.words))
    near = alike(words, teacher.vectors(words), used)
    more = varied(list(examples), near)
    print(f"{len(examples)} messages, and {len(more)} made from them", flush=True)
    teacher.learn(examples)
    texts = [*examples, *more]
    write_told(dict(zip(texts, teacher.scores(texts), strict=True)), target)
