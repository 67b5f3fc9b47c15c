"""Painting a setting's bands: gradients, light texture and a few strokes each, and their ids beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sin
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from pipeline.scenes import textures
from pipeline.scenes.palette import Rgb, dark, light, mix
from pipeline.scenes.setting import Band, Setting, Tint

FIRST_SURFACE_ID = 200


@dataclass(frozen=True)
class Strip:
    """A band laid out: canvas rows `top` to `bottom`, in the tint chosen for it."""

    band: Band
    tint: Tint
    top: int
    bottom: int


def lay_out(setting: Setting, horizon: float, height: int, rng: Random) -> list[Strip]:
    """`horizon` and the strips' rows are in the pixels of a canvas `height` high."""
    strips = []
    for band in setting.bands:
        rows = [round(level(value, horizon, height)) for value in (band.top, band.bottom)]
        strips.append(Strip(band, rng.choice(band.tints), rows[0], rows[1]))
    return strips


def level(value: float, horizon: float, height: float) -> float:
    """Rows for a height on the setting's scale of 0 (top), 1 (horizon), 2 (bottom)."""
    return value * horizon if value <= 1 else horizon + (value - 1) * (height - horizon)


def paint(size: tuple[int, int], strips: list[Strip], rng: Random) -> tuple[Image.Image, Image.Image]:
    """The picture of the bands and the picture of their ids, on a canvas of this size."""
    canvas, ids = Image.new("RGB", size), Image.new("L", size)
    drawing = ImageDraw.Draw(ids)
    for index, strip in enumerate(strips):
        if strip.band.hilly:
            _hills(canvas, drawing, strip, rng)
        drawing.rectangle((0, strip.top, size[0], strip.bottom - 1), fill=FIRST_SURFACE_ID + index)
        canvas.paste(_ground(size[0], strip), (0, strip.top))
        if strip.band.style in _STYLES:
            _STYLES[strip.band.style](canvas, strip, rng)
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


def _grass(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(70):
        x, y = rng.randrange(canvas.width), rng.randrange(strip.top, strip.bottom)
        size = 3 + 11 * (y - strip.top) / (strip.bottom - strip.top)
        draw.line((x, y, x + size * 0.3, y - size), fill=dark(strip.tint.bottom, 0.25), width=2)
        draw.line((x + 4, y, x + 4 - size * 0.2, y - size * 0.8), fill=light(strip.tint.top, 0.15), width=2)


def _water(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(46):
        x, y = rng.randrange(canvas.width), rng.randrange(strip.top, strip.bottom)
        reach = rng.randint(10, 44)
        draw.line((x, y, x + reach, y), fill=light(strip.tint.bottom, rng.uniform(0.1, 0.45)), width=2)


def _deep(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(16):
        x, y, size = rng.randrange(canvas.width), rng.randrange(strip.top, strip.bottom), rng.randint(3, 9)
        draw.ellipse((x, y, x + size, y + size), outline=light(strip.tint.top, 0.5), width=2)


def _sand(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(110):
        x, y = rng.randrange(canvas.width), rng.randrange(strip.top, strip.bottom)
        draw.rectangle((x, y, x + 2, y + 1), fill=dark(strip.tint.bottom, rng.uniform(0.05, 0.3)))


def _paving(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    joint = dark(strip.tint.bottom, 0.16)
    middle = canvas.width / 2
    for i in range(-12, 13):
        draw.line((middle + i * 52, strip.top, middle + i * 70, strip.bottom), fill=joint, width=2)
    draw.line(
        (0, (strip.top + strip.bottom) // 2, canvas.width, (strip.top + strip.bottom) // 2), fill=joint,
        width=2,
    )
    draw.rectangle((0, strip.bottom - 6, canvas.width, strip.bottom - 1), fill=light(strip.tint.top, 0.35))


def _road(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    y = strip.top + (strip.bottom - strip.top) * 0.5
    for x in range(rng.randint(-90, 0), canvas.width, 120):
        draw.polygon([(x, y), (x + 66, y), (x + 62, y + 9), (x - 6, y + 9)], fill=(226, 222, 206))


def _wallpaper(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    stripe = light(strip.tint.top, 0.22)
    width = rng.choice((26, 38, 56))
    if rng.random() < 0.6:
        for x in range(0, canvas.width, width * 2):
            draw.rectangle((x, strip.top, x + width, strip.bottom - 1), fill=stripe)
    draw.rectangle((0, strip.bottom - 12, canvas.width, strip.bottom - 1), fill=light(strip.tint.top, 0.6))
    draw.line(
        (0, strip.bottom - 13, canvas.width, strip.bottom - 13), fill=dark(strip.tint.bottom, 0.25), width=2,
    )


def _planks(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    grain = textures.tile("wooden").resize(
        (canvas.width, max(1, strip.bottom - strip.top)), Image.Resampling.NEAREST,
    )
    canvas.paste(dark(strip.tint.bottom, 0.3), (0, strip.top), grain.point([v // 2 for v in range(256)]))
    draw = ImageDraw.Draw(canvas)
    for share in (0.16, 0.38, 0.66):
        y = round(strip.top + (strip.bottom - strip.top) * share)
        draw.line((0, y, canvas.width, y), fill=dark(strip.tint.bottom, 0.4), width=2)
    draw.rectangle((0, strip.top, canvas.width, strip.top + 4), fill=light(strip.tint.top, 0.3))


def _boards(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    draw = ImageDraw.Draw(canvas)
    middle = canvas.width / 2 + rng.randint(-60, 60)
    for i in range(-9, 10):
        draw.line(
            (middle + i * 60, strip.top, middle + i * 150, strip.bottom), fill=dark(strip.tint.bottom, 0.25),
            width=2,
        )
    for i in range(24):
        y = strip.top + (strip.bottom - strip.top) * (0.5 + 0.5 * sin(i * 2.4))
        draw.line(
            (middle - 400 + i * 37, y, middle - 340 + i * 37, y), fill=dark(strip.tint.bottom, 0.14), width=2,
        )


# For each mottled style: the colour mixed in, its share of the mottles' colour, their strength and number.
_MOTTLES: dict[str, tuple[Rgb, float, int, int]] = {
    "sky": ((255, 254, 246), 0.4, 46, 6),
    "grass": ((16, 14, 24), 0.4, 54, 24),
    "deep": ((140, 220, 240), 0.8, 60, 6),
    "sand": ((16, 14, 24), 0.3, 50, 24),
    "snow": ((176, 190, 222), 1.0, 90, 6),
    "road": ((16, 14, 24), 0.3, 46, 24),
}

_STYLES: dict[str, Callable[[Image.Image, Strip, Random], None]] = {
    "grass": _grass,
    "water": _water,
    "deep": _deep,
    "sand": _sand,
    "paving": _paving,
    "road": _road,
    "wallpaper": _wallpaper,
    "planks": _planks,
    "boards": _boards,
}
