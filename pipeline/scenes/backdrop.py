"""Painting a setting's bands: gradients, mottling and hills, and their ids beside them."""

from math import sin
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from pipeline.scenes import surface_strokes, textures
from pipeline.scenes.palette import Rgb, dark, mix
from pipeline.scenes.strips import Strip

FIRST_SURFACE_ID = 200

# For each mottled style: the colour mixed in, its share of the mottles' colour, their strength and number.
_MOTTLES: dict[str, tuple[Rgb, float, int, int]] = {
    "sky": ((255, 254, 246), 0.4, 46, 6),
    "grass": ((16, 14, 24), 0.4, 54, 24),
    "deep": ((140, 220, 240), 0.8, 60, 6),
    "sand": ((16, 14, 24), 0.3, 50, 24),
    "snow": ((176, 190, 222), 1.0, 90, 6),
    "road": ((16, 14, 24), 0.3, 46, 24),
}


def paint(size: tuple[int, int], strips: list[Strip], rng: Random) -> tuple[Image.Image, Image.Image]:
    """The picture of the bands and the picture of their ids, on a canvas of this size."""
    canvas, ids = Image.new("RGB", size), Image.new("L", size)
    drawing = ImageDraw.Draw(ids)
    for index, strip in enumerate(strips):
        if strip.band.hilly:
            _hills(canvas, drawing, strip, rng)
        drawing.rectangle((0, strip.top, size[0], strip.bottom - 1), fill=FIRST_SURFACE_ID + index)
        canvas.paste(_ground(size[0], strip), (0, strip.top))
        surface_strokes.draw(canvas, strip, rng)
    return canvas, ids


def _ground(width: int, strip: Strip) -> Image.Image:
    """The strip's gradient and mottling; made at half size, which is as fine as they need be."""
    rows = np.linspace(0, 1, max(1, (strip.bottom - strip.top + 1) // 2))[:, None]
    column = np.asarray(strip.tint.top) * (1 - rows) + np.asarray(strip.tint.bottom) * rows
    size = (width // 2, len(rows))
    ground = Image.fromarray(column.astype(np.uint8)[:, None, :]).resize(size, Image.Resampling.NEAREST)
    if strip.band.style in _MOTTLES:
        shade, share, strength, fine = _MOTTLES[strip.band.style]
        cover = textures.mottle(fine, strength).resize(size, Image.Resampling.NEAREST)
        ground.paste(mix(strip.tint.bottom, shade, share), (0, 0), cover)
    return ground.resize((width, len(rows) * 2), Image.Resampling.NEAREST)


def _hills(canvas: Image.Image, ids: ImageDraw.ImageDraw, strip: Strip, rng: Random) -> None:
    """Hazy hills behind the band, which belong to no surface."""
    far = canvas.getpixel((0, max(0, strip.top - 1)))
    assert isinstance(far, tuple)
    draw = ImageDraw.Draw(canvas)
    for share in (0.45, 0.7):
        rise, shift, wide = rng.uniform(0.08, 0.2) * strip.top, rng.uniform(0, 6), rng.uniform(90, 180)
        ridge = [
            (x, strip.top - rise * (1.1 - share) * (1.3 + sin(x / wide + shift) + 0.3 * sin(x / wide * 2.7)))
            for x in range(0, canvas.width + 16, 16)
        ]
        outline = [*ridge, (canvas.width + 16, strip.top), (0, strip.top)]
        draw.polygon(outline, fill=mix((far[0], far[1], far[2]), dark(strip.tint.bottom, 0.2), share))
        ids.polygon(outline, fill=0)
