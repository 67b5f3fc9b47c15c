"""What is drawn on each style of surface: blades, glints, joints, planks, stripes."""

from collections.abc import Callable
from math import sin
from random import Random

from PIL import Image, ImageDraw

from pipeline.scenes import textures
from pipeline.scenes.palette import dark, light
from pipeline.scenes.strips import Strip


def draw(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    """Draw the strokes of the strip's style, if it has any."""
    if strip.band.style in _STYLES:
        _STYLES[strip.band.style](canvas, strip, rng)


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
        (0, (strip.top + strip.bottom) // 2, canvas.width, (strip.top + strip.bottom) // 2),
        fill=joint,
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
        (0, strip.bottom - 13, canvas.width, strip.bottom - 13),
        fill=dark(strip.tint.bottom, 0.25),
        width=2,
    )


def _planks(canvas: Image.Image, strip: Strip, rng: Random) -> None:
    grain = textures.tile("wooden").resize(
        (canvas.width, max(1, strip.bottom - strip.top)),
        Image.Resampling.NEAREST,
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
            (middle + i * 60, strip.top, middle + i * 150, strip.bottom),
            fill=dark(strip.tint.bottom, 0.25),
            width=2,
        )
    for i in range(24):
        y = strip.top + (strip.bottom - strip.top) * (0.5 + 0.5 * sin(i * 2.4))
        draw.line(
            (middle - 400 + i * 37, y, middle - 340 + i * 37, y),
            fill=dark(strip.tint.bottom, 0.14),
            width=2,
        )


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
