"""The names of what a chart shows, each beside its mark, in two columns; only what is there is named."""

from collections.abc import Callable, Sequence

from bot.core.chart import Chart
from bot.ui.chart.canvas import Canvas
from bot.ui.chart.colours import BAND, CHANGE, DOT, FAINT, LOWER, MEDIAN, PEG, PEG_BAND
from bot.ui.chart.marks import diamond, triangle

LEGEND_ROW = 44
SIZE = 28
XY = tuple[float, float]
Sample = Callable[[Canvas, float, float], None]
Entry = tuple[Sample, str]


def legend_of(chart: Chart) -> list[Entry]:
    """What is in this chart, with its name."""
    labels = chart.labels
    found: list[tuple[object, Sample, str]] = [
        (chart.dots, lambda c, x, y: c.disc((x, y), 9, DOT), labels.dot),
        (chart.curves, lambda c, x, y: c.line([(x - 20, y), (x + 20, y)], MEDIAN, 6), labels.median),
        (chart.normal, lambda c, x, y: _swatch(c, x, y, BAND), labels.normal),
        (chart.lower, lambda c, x, y: c.dashed((x - 20, y), x + 20, LOWER), labels.lower),
        (chart.changes, lambda c, x, y: triangle(c, (x, y), CHANGE), labels.change),
        (chart.pegs, lambda c, x, y: diamond(c, (x, y), PEG), labels.peg_dot),
        (chart.peg_normal, lambda c, x, y: _swatch(c, x, y, PEG_BAND), labels.peg_normal),
    ]
    return [(sample, name) for there, sample, name in found if there]


def _swatch(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.box((x - 20, y - 12), (x + 20, y + 12), colour, FAINT)


def legend_rows(entries: Sequence[Entry]) -> int:
    """How many rows they take."""
    return (len(entries) + 1) // 2


def draw_legend(canvas: Canvas, entries: Sequence[Entry], top: float, width: int) -> None:
    """Draw them from `top` on."""
    for i, (sample, name) in enumerate(entries):
        x = 44 + (i % 2) * (width / 2 - 20)
        y = top + (i // 2 + 0.5) * LEGEND_ROW
        sample(canvas, x, y)
        canvas.text((x + 34, y), name, SIZE)
