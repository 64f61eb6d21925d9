"""One mistake in one file of a small pack, and the text that an author reads about it.

`bad/topics.back--no-strength.yaml` takes the place of `topics/back.yaml` in the pack `tiny`; the golden text stands
beside it. After a change that is meant: `EASEBACK_GOLDEN=write python -m pytest tests/library/test_bad_files.py`, and
read every difference.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.library.check import Checked, check_files

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
TODAY = date(2026, 11, 22)
HARMLESS = {
    "bom", "crlf", "overdue", "unused-preset", "vignette-missing",
}  # fmt: skip
"""Mistakes that are only warned about."""


def tiny() -> dict[str, bytes]:
    folder = HERE / "tiny"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


def checked(bad: Path) -> tuple[str, Checked]:
    target = bad.name.partition("--")[0].replace(".", "/") + ".yaml"
    files = tiny()
    assert target in files
    return target, check_files({**files, target: bad.read_bytes()}, "en", TODAY)


def test_without_a_mistake_there_is_nothing_to_say() -> None:
    found = check_files(tiny(), "en", TODAY)
    assert (found.problems, found.vignettes) == ((), 8)


def test_there_are_many_and_each_has_its_text() -> None:
    assert len(BAD) >= 60
    assert {path.stem for path in BAD} == {path.stem for path in (HERE / "bad").glob("*.txt")}


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_told_at_its_place(bad: Path) -> None:
    target, found = checked(bad)
    golden = bad.with_suffix(".txt")
    if os.environ.get("EASEBACK_GOLDEN") == "write":
        golden.write_text(found.report() + "\n", encoding="utf-8", newline="\n")
    assert found.report() + "\n" == golden.read_text(encoding="utf-8")
    assert found.ok is (bad.stem.partition("--")[2] in HARMLESS)
    elsewhere = bad.stem.endswith(("--unused-preset", "--vignette-missing"))
    assert elsewhere is not any(problem.file == f"en/{target}" for problem in found.problems)


def test_in_an_overlay_words_are_a_warning_and_safety_is_not() -> None:
    for bad in BAD:
        name = bad.stem.partition("--")[2]
        target = bad.name.partition("--")[0].replace(".", "/") + ".yaml"
        found = check_files({**tiny(), target: bad.read_bytes()}, "en", TODAY, overlay=True)
        if name in ("promise", "diagnosis", "clearance", "fear", "sales", "clinic-word", "hard-to-read"):
            assert found.problems, name
            assert found.ok, name
        elif name in ("mention", "no-hold-card", "stop-that-presses", "telephone-number", "paid-link"):
            assert not found.ok, name
