"""The shipped content, and a second body part laid over it, pass every check that an author's change has to pass."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.library.check import Checked, check_files
from bot.library.load import load_parts
from bot.library.vignette import Vignettes

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "content" / "en"
CALVES = ROOT / "tests" / "content" / "calves"
TODAY = date(2026, 11, 22)


@cache
def _files(*folders: Path) -> dict[str, bytes]:
    return {path.relative_to(each).as_posix(): path.read_bytes() for each in folders for path in each.rglob("*.yaml")}


def files(*folders: Path) -> dict[str, bytes]:
    return dict(_files(*folders))


@cache
def checked(*folders: Path, today: date = TODAY) -> Checked:
    return check_files(files(*folders), "content/en", today)


def test_the_shipped_content_has_no_mistake() -> None:
    """Among what is checked: a vignette ends at every row and every stop."""
    found = checked(SHIPPED)
    assert found.problems == (), found.report()
    assert found.vignettes >= 40


def test_a_second_body_part_needs_yaml_only() -> None:
    found = checked(SHIPPED, CALVES)
    assert found.problems == (), found.report()
    assert found.vignettes > checked(SHIPPED).vignettes


def test_what_was_looked_at_a_year_ago_is_overdue_and_no_error() -> None:
    found = checked(SHIPPED, today=date(2027, 12, 1))
    assert found.ok
    assert len(found.problems) > 20
    assert {problem.severity for problem in found.problems} == {"warning"}


def test_without_vignettes_nobody_is_asked_for_them_and_with_some_each_end_is() -> None:
    bare = {path: raw for path, raw in files(SHIPPED).items() if not path.startswith("vignettes/")}
    assert check_files(bare, "en", TODAY).problems == ()
    few = check_files({**bare, "vignettes/one.yaml": files(CALVES)["vignettes/calves.yaml"]}, "en", TODAY)
    assert not few.ok
    assert any("No vignette ends at the row 'posture'" in problem.message for problem in few.problems)


def test_vignettes_are_no_part_of_the_pack() -> None:
    whole = load_parts(files(SHIPPED), "en")
    assert any(isinstance(value, Vignettes) for value in whole.values.values())
    bare = {path: raw for path, raw in files(SHIPPED).items() if not path.startswith("vignettes/")}
    assert whole.result.hash == load_parts(bare, "en").result.hash


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("topics/back.yaml", "when: {pattern: sitting}", "when: {pattern: comes_back}", "This can never win"),
        ("safety.yaml", "only: [r4, r5, r13, r14]", "only: [r4, r5, r13]", "plans 'r14' but does not open it"),
        ("routines/r01_floor_press.yaml", "not_if: [no_pressure, no_floor]", "not_if: [no_floor]", "no_pressure"),
        ("routines/r12_heat_then_move.yaml", "check_at: 300", "check_at: 900", "The step is over after 900 seconds"),
    ],
)
def test_a_change_that_weakens_the_shipped_content_is_an_error(file: str, old: str, new: str, said: str) -> None:
    text = files(SHIPPED)[file].decode()
    assert old in text
    found = check_files({**files(SHIPPED), file: text.replace(old, new).encode()}, "en", TODAY, overlay=True)
    errors = [problem for problem in found.problems if problem.is_error]
    assert any(said in problem.message and problem.file == f"en/{file}" for problem in errors), found.report()


def test_the_example_in_the_authors_guide_works_as_it_stands() -> None:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    written: dict[str, bytes] = {}
    for block in re.findall(r"```yaml\n(# yaml-language-server: .*?)```", guide, re.DOTALL):
        folder = re.search(r"schema/(\w+)\.schema\.json", block)
        assert folder
        written[f"{folder[1]}/example.yaml"] = block.encode()
    assert set(written) == {"routines/example.yaml", "topics/example.yaml", "vignettes/example.yaml"}
    found = check_files({**files(SHIPPED), **written}, "content/en", TODAY)
    ends = {problem.message for problem in found.problems}
    assert ends == {
        "No vignette ends at the stop 'swollen_calf'; add one.",
        "No vignette ends at the row 'calf_other'; add one.",
    }
    without = written["topics/example.yaml"].replace(b"repairs:", b"ask_again: []\n#").replace(b"  - {if_fell", b"#")
    told = check_files({**files(SHIPPED), **written, "topics/example.yaml": without}, "content/en", TODAY).report()
    quoted = re.search(r"```\n(error: .*?)\n {2}-->", guide, re.DOTALL)
    assert quoted
    assert quoted[1] in told
