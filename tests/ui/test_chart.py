"""The picture itself: it can be read on a phone in both themes, and where it cannot be drawn the words go out alone."""

import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.core.cards import Card
from bot.core.chart import Chart, chart_of
from bot.core.series import Change, Peg, Point, Series
from bot.ui import chart as charts
from bot.ui.chart import with_picture
from bot.ui.chart.canvas import plain, text_width
from bot.ui.chart.colours import BAND, CHANGE, DOT, INK, LOWER, MEDIAN, PAPER, PEG, PEG_BAND
from bot.ui.chart.drawing import WIDTH, png
from bot.ui.chart.legend import SIZE, legend_of
from tests.shipped import pack

TODAY = date(2026, 4, 2)
TEXTS = pack().texts
SMALLEST_LETTER = 10.0
"""Pixels of a phone 360 wide."""


def chart(points: int, days: int = 0, pegs: int = 0) -> Chart:
    numbers = random.Random(points)
    told = [
        Point(TODAY - timedelta(days=round(days * (1 - (i + 1) / points))), numbers.randint(0, 10))
        for i in range(points)
    ]
    weekly = [Peg(TODAY - timedelta(days=7 * (pegs - 1 - i)), 5.0) for i in range(pegs)]
    changes = (Change(TODAY - timedelta(days=days), "x"),) if points else ()
    return chart_of(Series("back", tuple(told), tuple(weekly), changes=changes), TODAY, TEXTS)


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("points", "days", "pegs"), [(0, 0, 0), (1, 0, 0), (3, 4, 0), (30, 42, 6), (400, 364, 52)])
def test_each_number_of_points_gives_a_picture_for_a_phone(points: int, days: int, pegs: int) -> None:
    told = chart(points, days, pegs)
    content = png(told)
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    assert picture.width == WIDTH
    assert WIDTH * 0.5 < picture.height < WIDTH * 1.3
    assert len(content) < 100_000
    assert SIZE * 360 / WIDTH >= SMALLEST_LETTER
    assert all(34 + text_width(name, SIZE) < WIDTH / 2 - 24 for _, name in legend_of(told))
    near = [abs(a - b) for a, b in zip(picture.getpixel((3, 3)), (0xF7, 0xF5, 0xF0), strict=True)]  # pyright: ignore
    assert max(near) <= 8, "it stands on paper of its own"


@pytest.mark.parametrize("mark", [DOT, MEDIAN, LOWER, CHANGE, PEG])
def test_marks_stand_out_from_paper_and_bands(mark: str) -> None:
    assert contrast(INK, PAPER) >= 7
    assert contrast(mark, PAPER) >= 3
    assert contrast(mark, PEG_BAND if mark == PEG else BAND) >= 2.5


def test_only_what_is_there_is_named() -> None:
    assert [name for _, name in legend_of(chart(0))] == []
    assert [name for _, name in legend_of(chart(1))] == ["one check-in", "a plan begins"]
    names = [name for _, name in legend_of(chart(30, 42, 6))]
    assert {"normal ups and downs", "30% below the start", "middle of a week", "weekly questions"} <= set(names)


def test_letters_that_the_font_lacks_become_plain() -> None:
    assert plain("für Åse – ok") == "fur Ase - ok"


async def test_a_card_gets_its_picture_with_its_alt_text() -> None:
    told = chart(30, 42)
    card = await with_picture(Card("Trend", chart=told))
    assert card.chart is None
    assert card.image is not None
    assert card.image.alt == told.alt
    assert card.image.content.startswith(b"\x89PNG")
    assert await with_picture(Card("No chart")) == Card("No chart")


async def test_words_go_out_alone_where_nothing_can_be_drawn(caplog: pytest.LogCaptureFixture) -> None:
    broken = replace(chart(3, 4), first=TODAY, dots="no dots at all")  # pyright: ignore[reportArgumentType]
    card = await with_picture(Card("Trend", ("Down 2.",), chart=broken))
    assert card == Card("Trend", ("Down 2.",))
    assert "could not be drawn" in caplog.text
    assert charts.NAME.endswith(".png")
