"""A drawing as a small PNG, without holding the interpreter: zlib lets other threads run while it packs.

Pillow's own encoder and its search for colours hold it for 5 ms each, and so would hold up the loop.
"""

import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageColor

STEPS = 8
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 6
_PALETTE_BITS = 8
_INDEXED = 3

Colour = tuple[int, int, int]


def palette_of(colours: Sequence[str], grounds: Sequence[str]) -> Image.Image:
    """The colours, and those between each of them and each ground: smooth edges need no others."""
    made: dict[Colour, None] = {}
    for ground in map(_rgb, grounds):
        for colour in map(_rgb, (*grounds, *colours)):
            made |= {_between(ground, colour, step / (STEPS - 1)): None for step in range(STEPS)}
    flat = [part for colour in list(made)[:256] for part in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(flat)
    return image


def png_of(image: Image.Image, palette: Image.Image) -> bytes:
    """The image in the palette's colours as a PNG."""
    small = image.quantize(palette=palette, dither=Image.Dither.NONE)
    width, height = small.size
    rows = small.tobytes()
    # Each row begins with how it is filtered: not at all, which packs flat colours best.
    plain = b"".join(b"\0" + rows[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, _PALETTE_BITS, _INDEXED, 0, 0, 0)
    colours = bytes(palette.getpalette() or ())
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(plain, _LEVEL)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
