"""One chart as a PNG that can be read on a phone: on paper of its own, so that Discord's theme does not matter.

Nothing is told by colour alone: dots are round, plans are triangles, weekly scores are diamonds, and each has its name.
"""

from dataclasses import dataclass
from datetime import date

from bot.core.chart import Band, Chart, Curve
from bot.ui.chart.canvas import Canvas, text_width
from bot.ui.chart.colours import BAND, CHANGE, DOT, FAINT, INK, LOWER, MEDIAN, PEG, PEG_BAND
from bot.ui.chart.legend import LEGEND_ROW, draw_legend, legend_of, legend_rows
from bot.ui.chart.marks import diamond, triangle

WIDTH = 900
LEFT, RIGHT = 64, 28
TITLE, TEXT = 32, 28
TOP = 76
MAIN, SMALL = 380, 170
"""Heights of the two panels."""
DAYS = 48
"""Room for the days below a panel."""
TICKS = 26
"""Room for the marks of plans, between the panel and its days."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the picture with its own axis from 0 to 10; `top` and `height` in pixels."""

    first: date
    last: date
    top: float
    height: float

    def x(self, day: date) -> float:
        """Where a day stands; the first and the last keep clear of the frame."""
        inner = WIDTH - LEFT - RIGHT - 24
        days = max(1, (self.last - self.first).days)
        return LEFT + 12 + inner * min(1.0, max(0.0, (day - self.first).days / days))

    def y(self, value: float) -> float:
        """Where a figure from 0 to 10 stands."""
        return self.top + self.height * (1 - value / 10)


def png(chart: Chart) -> bytes:
    """The picture."""
    entries = legend_of(chart)
    weekly = bool(chart.pegs)
    main = Panel(chart.first, chart.last, TOP, MAIN)
    below = TOP + MAIN + (TICKS if chart.changes else 0) + DAYS
    small = Panel(chart.first, chart.last, below + 52, SMALL)
    bottom = (small.top + SMALL + DAYS if weekly else below) + 14
    canvas = Canvas(WIDTH, round(bottom + legend_rows(entries) * LEGEND_ROW + 14))
    canvas.box((0, 0), (WIDTH - 1, canvas.height - 1), None, FAINT)
    _draw_main(canvas, chart, main)
    if weekly:
        _draw_weekly(canvas, chart, small)
    draw_legend(canvas, entries, bottom, WIDTH)
    return canvas.png()


def _draw_main(canvas: Canvas, chart: Chart, panel: Panel) -> None:
    canvas.text((24, 40), chart.labels.title, TITLE)
    _draw_band(canvas, panel, chart.normal, BAND)
    _draw_axis(canvas, panel, step=2)
    if chart.lower is not None:
        start = (panel.x(chart.lower.first), panel.y(chart.lower.low))
        canvas.dashed(start, WIDTH - RIGHT, LOWER)
    radius = 9 if len(chart.dots) <= 60 else 6
    for point in chart.dots:
        canvas.disc((panel.x(point.day), panel.y(point.nrs)), radius, DOT)
    for curve in chart.curves:
        _draw_curve(canvas, panel, curve, MEDIAN, 6 if radius > 6 else 4)
    for day in chart.changes:
        triangle(canvas, (panel.x(day), panel.y(0) + 16), CHANGE)
    if not chart.dots:
        canvas.text((WIDTH / 2, panel.y(5)), chart.labels.empty, TITLE, INK, "mm")
    _draw_days(canvas, chart, panel, TICKS if chart.changes else 0)


def _draw_weekly(canvas: Canvas, chart: Chart, panel: Panel) -> None:
    canvas.text((24, panel.top - 30), chart.labels.peg, TEXT)
    _draw_band(canvas, panel, chart.peg_normal, PEG_BAND)
    _draw_axis(canvas, panel, step=5)
    for curve in chart.pegs:
        _draw_curve(canvas, panel, curve, PEG, 4)
        for day, score in curve:
            diamond(canvas, (panel.x(day), panel.y(score)), PEG)
    _draw_days(canvas, chart, panel, 0)


def _draw_axis(canvas: Canvas, panel: Panel, step: int) -> None:
    for value in range(0, 11, step):
        y = panel.y(value)
        canvas.line([(LEFT, y), (WIDTH - RIGHT, y)], INK if value == 0 else FAINT)
        canvas.text((LEFT - 12, y), str(value), TEXT, INK, "rm")


def _draw_band(canvas: Canvas, panel: Panel, band: Band | None, colour: str) -> None:
    if band is not None:
        canvas.box((panel.x(band.first) - 12, panel.y(band.high)), (WIDTH - RIGHT, panel.y(band.low)), colour)


def _draw_curve(canvas: Canvas, panel: Panel, curve: Curve, colour: str, width: float) -> None:
    points = [(panel.x(day), panel.y(value)) for day, value in curve]
    if len(points) == 1:  # A line needs two ends; a single median is a short stroke.
        ((x, y),) = points
        points = [(x - 12, y), (x + 12, y)]
    canvas.line(points, colour, width)


def _draw_days(canvas: Canvas, chart: Chart, panel: Panel, lower: float) -> None:
    y = panel.y(0) + lower + 26
    for day, name in chart.labels.days:
        half = text_width(name, TEXT) / 2
        x = min(max(panel.x(day), LEFT + half - 12), WIDTH - RIGHT - half)
        canvas.text((x, y), name, TEXT, INK, "mm")
