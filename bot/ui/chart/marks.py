"""The marks of a chart: each has a shape and a colour of its own, told apart without seeing colours, too."""

from bot.ui.chart.canvas import Canvas

XY = tuple[float, float]


def triangle(canvas: Canvas, at: XY, colour: str, size: float = 11) -> None:
    """A plan begins."""
    x, y = at
    canvas.shape([(x, y - size), (x + size, y + size), (x - size, y + size)], colour)


def diamond(canvas: Canvas, at: XY, colour: str, size: float = 12) -> None:
    """A weekly score."""
    x, y = at
    canvas.shape([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], colour)
