"""A picture on its canvas: scaled as GroundingDINO was trained, on a ground whose size is the picture's alone to say.

Padding to the largest of a batch would let neighbours change a picture's boxes. So there are two canvases, one lying
and one standing, and every picture has the one that it needs by itself.
"""

from dataclasses import dataclass

from PIL import Image

from pipeline.backends.local.picture import Pixels, shrink
from schemas.geometry import Size

VERSION = 1
"""Raised when the pixels a model sees change: then another question is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """`pixels` of the scaled picture, which lies in the top left corner of `size` (width, height in px)."""

    pixels: Pixels
    size: Size


def place(image: Image.Image, short_side: int, long_side: int) -> Canvas:
    """The short side becomes `short_side`, the long one at most `long_side`."""
    wide, high = image.size
    factor = min(short_side / min(wide, high), long_side / max(wide, high))
    size = (long_side, short_side) if wide >= high else (short_side, long_side)
    inner = (min(size[0], max(1, round(wide * factor))), min(size[1], max(1, round(high * factor))))
    return Canvas(shrink(image, inner), size)
