"""Whatever the bytes: a document or a sentence, never a traceback."""

from functools import lru_cache
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot.library import compose as module
from bot.library.compose import compose
from bot.library.load import load_files, pack_from_text
from bot.library.problem import Problem, report
from bot.library.validate import validate

SMALL = Path(__file__).parent / "small"
YAMLISH = st.text("ab01 \n\t:-?,[]{}#&*!|>'\"%@`\\~.é\r\u2028\x00\ufeff\U0001f9d8", max_size=60)


class Anything(BaseModel):
    model_config = ConfigDict(extra="forbid")

    a: "int | str | list[Anything] | dict[str, Anything]" = 0
    b: bool = False


def check(file: str, raw: bytes, problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Every problem is a whole sentence at a place that exists."""
    lines = len(raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for problem in problems:
        assert problem.file == file
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert problem.message.endswith(".")
        assert "\n" not in problem.message
        assert problem.short().isprintable()
    assert report(tuple(problems))


def read(raw: bytes) -> None:
    document, problems = compose("f", raw)
    check("f", raw, problems)
    assert document or problems
    if document and document.complete:
        check("f", raw, validate(Anything, document)[1])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    read(raw)


@settings(deadline=None)
@given(YAMLISH)
def test_any_text_that_looks_like_yaml(text: str) -> None:
    read(text.encode())


@settings(deadline=None)
@given(YAMLISH)
def test_the_pure_python_reader_takes_any_text_too(text: str) -> None:
    fast = module.READER
    module.READER = yaml.SafeLoader
    try:
        read(text.encode())
    finally:
        module.READER = fast


@lru_cache
def small() -> dict[str, bytes]:
    return {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in sorted(SMALL.rglob("*.yaml"))}


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The small pack with a few cuts, copies and insertions in one of its files."""
    file = draw(st.sampled_from(sorted(small())))
    text = small()[file].decode()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.one_of(st.just(""), st.just(text[start:end] * 2), YAMLISH)) + text[end:]
    return {**small(), file: text.encode()}


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_any_change_of_a_good_pack_gives_a_pack_or_reasons(files: dict[str, bytes]) -> None:
    result = load_files(files, "en")
    for problem in result.problems:
        path = problem.file.removeprefix("en/")
        check(problem.file, files.get(path, b""), [problem])
    assert (result.pack is None) is any(problem.is_error for problem in result.problems)
    if result.pack:
        assert pack_from_text(result.text) == result.pack


def test_a_byte_order_mark_hides_no_missing_field() -> None:
    files = small()
    files["pack.yaml"] = b"\xef\xbb\xbf" + files["pack.yaml"].replace(b"id: small", b"d: small", 1)
    result = load_files(files, "en")
    assert result.pack is None
    assert any(problem.is_error and problem.file == "en/pack.yaml" for problem in result.problems)
