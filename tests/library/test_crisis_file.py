"""The host's people to talk to: every mistake at its place, in a sentence."""

from datetime import date
from pathlib import Path

import pytest

from bot.library.crisis_file import read_crisis

TODAY = date(2026, 3, 2)
GOOD = """\
resources:
  - locale: en-GB
    name: Samaritans
    contact: "116 123"
    hours: day and night
    url: https://www.samaritans.org
    verified_on: 2026-03-01
directory_url: https://findahelpline.com
max_age_days: 180
"""


def write(folder: Path, text: str) -> Path:
    """The file with this text."""
    path = folder / "crisis.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    read = read_crisis(write(tmp_path, GOOD), TODAY)
    assert read.problems == ()
    assert read.listed is not None
    assert read.listed.resources[0].place == "GB"
    assert read.listed.max_age_days == 180


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("en-GB", "English", 2, "write a language and a country"),
        ("2026-03-01", "2026-13-01", 7, "a day written as YYYY-MM-DD"),
        ("2026-03-01", "2026-03-03", 7, "This day has not come yet"),
        ("https://www", "http://www", 6, "begins with https://"),
        ("hours:", "hour:", 2, "'hours' is missing"),
        ('"116 123"', "116123", 4, "should be text"),
        ("max_age_days: 180", "max_age_days: 0", 9, "at least 1"),
        ("directory_url", "directory", 8, "Unknown key 'directory'"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    read = read_crisis(write(tmp_path, GOOD.replace(old, new)), TODAY)
    assert read.listed is None
    assert any(problem.line == line and said in problem.message for problem in read.problems), read.report()


def test_a_missing_or_empty_file_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in read_crisis(tmp_path / "none.yaml", TODAY).report()
    assert "is empty" in read_crisis(write(tmp_path, ""), TODAY).report()
