"""A few rounds of the fault run: `python -m tests.faults` has more of them."""

from pathlib import Path

from tests.faults.town import live_through


async def test_nothing_is_lost_doubled_or_stuck_by_a_few_deaths(tmp_path: Path) -> None:
    result = await live_through("a few", 4, tmp_path / "data")
    assert result.rounds == 4
    assert result.findings == []
    assert result.counts["presses acknowledged"] > 10
