"""What a server's members may see of each other: nothing that tells of anybody, whatever was counted."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core import community
from bot.core.community import ACTIVE, FEELS, Figures

PERIOD = 2930
names = st.sampled_from(
    ["done", *(f"{what}:{routine}" for what in ("done", *FEELS) for routine in ("r1", "r4", "r14"))]
)
sums = st.dictionaries(names, st.integers(0, 400))


@given(sums, st.dictionaries(names, st.integers(0, 60)), st.integers(0, 60))
def test_no_figure_has_fewer_than_five_people_behind_it_and_each_is_rounded(
    totals: dict[str, int], people: dict[str, int], active: int
) -> None:
    found = community.figures(PERIOD, totals, {**people, ACTIVE: active})
    if active < 30:
        assert found == Figures(community.window(PERIOD)[1], enough=False)
        return
    shown = {"done": found.sessions}
    for line in found.lines:
        shown |= {f"done:{line.routine}": line.sessions, f"easier:{line.routine}": line.easier}
        shown |= {f"same:{line.routine}": line.same, f"worse:{line.routine}": line.worse}
    for name, count in shown.items():
        if count is not None:
            assert people.get(name, 0) >= 5, name
            assert count % 5 == 0
            assert abs(count - totals.get(name, 0)) <= 2.5


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_day_counts_in_each_period_whose_30_days_it_is_one_of(day: date) -> None:
    mine = community.periods(day)
    assert len(mine) in (4, 5)
    for period in range(mine[0] - 2, mine[-1] + 3):
        first, last = community.window(period)
        assert (first <= day <= last) == (period in mine)
        assert (last - first).days == 29
        assert community.monday(period).weekday() == 0


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_period_is_over_on_its_monday(day: date) -> None:
    over = community.newest_over(day)
    assert community.monday(over) <= day < community.monday(over + 1)
    assert over not in community.periods(day)
    assert over + 1 in community.periods(day)
    assert community.due(over + 1).date() - day <= timedelta(days=7)


def test_rounding_goes_to_the_nearest_five() -> None:
    assert [community.rounded(count) for count in (0, 2, 3, 7, 8, 12, 13, 100)] == [0, 0, 5, 5, 10, 10, 15, 100]
