"""A sheet of paper to draw on, at double size: lines and letters come out smooth when it is made smaller."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from bot.ui.chart.colours import BAND, CHANGE, DOT, FAINT, INK, LOWER, MEDIAN, PAPER, PEG, PEG_BAND
from bot.ui.chart.encode import palette_of, png_of

SCALE = 2
# Aileron, which comes with Pillow, is public domain; it has plain letters only.
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-"})

XY = tuple[float, float]


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * SCALE)
    assert isinstance(font, ImageFont.FreeTypeFont), "this Pillow was built without FreeType"
    return font


def plain(text: str) -> str:
    """The text in letters that the font has: accents go."""
    apart = unicodedata.normalize("NFKD", text.translate(_DASHES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


class Canvas:
    """Everything is in pixels of the finished picture; (0, 0) is the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, points: Sequence[XY], colour: str, width: float = 2) -> None:
        """Straight lines from point to point."""
        if len(points) > 1:
            self._draw.line([_scaled(p) for p in points], fill=colour, width=round(width * SCALE), joint="curve")

    def dashed(self, start: XY, end_x: float, colour: str, width: float = 3, dash: float = 14, gap: float = 9) -> None:
        """A level line in dashes."""
        x, y = start
        while x < end_x:
            self.line([(x, y), (min(x + dash, end_x), y)], colour, width)
            x += dash + gap

    def box(self, corner: XY, other: XY, fill: str | None, outline: str | None = None) -> None:
        """A rectangle."""
        self._draw.rectangle([_scaled(corner), _scaled(other)], fill=fill, outline=outline, width=SCALE)

    def disc(self, at: XY, radius: float, colour: str) -> None:
        """A dot with a rim of paper, so that dots that overlap stay apart."""
        self._round(at, radius + (1.5 if radius > 6 else 0.7), PAPER)
        self._round(at, radius, colour)

    def _round(self, at: XY, radius: float, colour: str) -> None:
        x, y = at
        self._draw.ellipse([_scaled((x - radius, y - radius)), _scaled((x + radius, y + radius))], fill=colour)

    def shape(self, corners: Sequence[XY], colour: str) -> None:
        """A filled polygon."""
        self._draw.polygon([_scaled(p) for p in corners], fill=colour)

    def text(self, at: XY, text: str, size: int, colour: str = INK, anchor: str = "lm") -> None:
        """One line of text; `anchor` as Pillow names it (`l`, `m`, `r` and `m` for the middle of the height)."""
        self._draw.text(_scaled(at), plain(text), fill=colour, font=_font(size), anchor=anchor)

    def png(self) -> bytes:
        """The finished picture."""
        return png_of(self._image.reduce(SCALE), _PALETTE)


_PALETTE = palette_of((INK, FAINT, DOT, MEDIAN, LOWER, CHANGE, PEG), (PAPER, BAND, PEG_BAND))


def text_width(text: str, size: int) -> float:
    """How many pixels a line of text takes."""
    return _font(size).getlength(plain(text)) / SCALE


def _scaled(point: XY) -> XY:
    return point[0] * SCALE, point[1] * SCALE
