"""That each figure's code runs, with the least sizes; what it measures then says nothing."""

from pathlib import Path

import pytest

from tests.bench.figure import Figure, machine, table, write
from tests.bench.figures import FIGURES
from tests.bench.sizes import TINY
from tests.bench.soak import soak

LINES = {"presses": 3, "storing": 2, "million": 2}


@pytest.mark.parametrize("name", FIGURES)
async def test_a_figure_runs_and_has_its_lines(name: str, tmp_path: Path) -> None:
    found = await FIGURES[name](TINY, tmp_path)
    assert len(found) == LINES.get(name, 1)
    for figure in found:
        ((ours, theirs),) = figure.rounds
        assert ours >= 0
        assert (theirs > 0) == (figure.how != "alone")
        assert len(figure.row().split("|")) == 8


async def test_the_soak_answers_everybody(tmp_path: Path) -> None:
    assert not [one for one in await soak(1, 30, tmp_path) if "without an answer" in one]


def test_a_goal_is_held_against_the_median_round_and_all_rounds_are_written(tmp_path: Path) -> None:
    fast = Figure("presses", "ping", 0.3, True, "/s")
    late = Figure("memory", "none", 10, False, "MB", "more")
    for ours, theirs in ((20, 100), (40, 100), (50, 100)):
        fast.add(ours, theirs)
        late.add(ours + theirs, theirs)
    assert (fast.reached, fast.met) == (0.4, True)
    assert (late.reached, late.met) == (40, False)
    assert "| 0.4 (0.2 to 0.5) | 40 / 100 /s | yes |" in table([fast, late])
    write(tmp_path / "out.json", machine(), [fast, late])
    assert '"rounds"' in (tmp_path / "out.json").read_text()
