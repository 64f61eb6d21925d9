"""What the teacher is asked, and how its answers are kept; the teacher itself needs packages that only learning has."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.learn import HEEDED, SURE, UNLIKE, wanted
from tests.bench.told import LABELS, STEPS, read_told, write_told
from tests.bench.vary import EACH, LONGEST, varied, words_of

NEAR = {"back": ("spine", "waist"), "hurts": ("aches",)}
texts = st.lists(st.text("back hurts so. ", max_size=60), min_size=1, max_size=20)


@given(texts)
def test_variations_are_new_each_once_and_the_same_every_time(said: list[str]) -> None:
    found = varied(said, NEAR)
    assert found == varied(said, NEAR)
    assert len(found) == len(set(found)) <= EACH * len(said)
    assert not set(found) & set(said)
    assert all(found)


def test_variations_say_other_words_of_like_meaning_or_fewer_or_anothers_end() -> None:
    said = ["my back hurts so much today", "the dog ate my lunch again"]
    found = {text for seed in range(60) for text in varied(said, NEAR, seed)}
    assert "my spine hurts so much today" in found
    assert any("my back hurts" in text and text.endswith("lunch again") for text in found)
    assert any(set(words_of(text)) < set(words_of(said[0])) for text in found)
    known = {*words_of(" ".join(said)), "spine", "waist", "aches", "and", "but"}
    assert {word for text in found for word in words_of(text)} <= known


def test_what_is_too_long_is_not_varied() -> None:
    assert varied(["back " * LONGEST], NEAR) == []


@given(st.dictionaries(st.text(), st.lists(st.integers(-99, 99), min_size=len(LABELS), max_size=len(LABELS))))
def test_what_was_told_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[int]]
) -> None:
    file = tmp_path_factory.mktemp("told") / "told.jsonl.gz"
    told = {text: [step / STEPS for step in steps] for text, steps in rows.items()}
    write_told(told, file)
    assert read_told(file) == told
    first = file.read_bytes()
    write_told(dict(reversed(told.items())), file)
    assert file.read_bytes() == first


def test_without_a_teacher_one_is_told_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"told\.jsonl\.gz is missing: run"):
        read_told(tmp_path / "told.jsonl.gz")


def test_a_label_counts_beside_the_teacher() -> None:
    alone = wanted(None, "crisis")
    assert dict(zip(LABELS, alone, strict=True)) == {name: SURE if name == "crisis" else UNLIKE for name in LABELS}
    both = wanted([0.0] * len(LABELS), "crisis")
    assert both == pytest.approx([(1 - HEEDED) * each for each in alone])
