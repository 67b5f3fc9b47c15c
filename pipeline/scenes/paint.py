"""Painting placed things on the canvas: fills, patterns, materials, shading and shadows."""

from math import floor

from PIL import Image, ImageChops, ImageDraw

from pipeline.scenes import textures
from pipeline.scenes.palette import Rgb, dark
from pipeline.scenes.placed import SCALE, Fill, Frame, Placed

_PATTERNS = ("striped", "dotted", "spotted", "checkered")
_GLOSSY = ("metal", "glass", "plastic", "ceramic")
_SEE_THROUGH = 205


def paint(canvas: Image.Image, thing: Placed) -> None:
    """Paint the thing over what is there, with its shadow when it stands on something."""
    silhouette = thing.silhouette
    if thing.ground:
        for frame in thing.frames:
            _shadow(canvas, frame)
    if thing.look.material == "glass":
        _through(canvas, thing)
    else:
        _fills(canvas, thing)
    _shade(canvas, thing, silhouette)


def _fills(canvas: Image.Image, thing: Placed) -> None:
    draw = ImageDraw.Draw(canvas)
    texture = thing.look.pattern or thing.look.material
    for fill in thing.fills:
        draw.polygon(fill.points, fill=fill.colour)
        if fill.skin and texture:
            _texture(canvas, fill, texture, _second(thing, texture))


def _through(canvas: Image.Image, thing: Placed) -> None:
    """Glass lets a little of what is behind it show."""
    x, y = thing.corner
    size = thing.silhouette.size
    behind = canvas.crop((x, y, x + size[0], y + size[1]))
    _fills(canvas, thing)
    veil = thing.silhouette.point(_THIN)
    canvas.paste(behind, (x, y), veil)


_THIN = [0 if value < 128 else 255 - _SEE_THROUGH for value in range(256)]


def _second(thing: Placed, texture: str) -> Rgb:
    if texture in _PATTERNS:
        return thing.look.accent
    if texture in _GLOSSY:
        return (255, 255, 252)
    return dark(thing.look.rgb, 0.6) if texture != "brick" else (206, 196, 184)


def _texture(canvas: Image.Image, fill: Fill, texture: str, colour: Rgb) -> None:
    xs, ys = [x for x, _ in fill.points], [y for _, y in fill.points]
    left, top = floor(min(xs)), floor(min(ys))
    size = (floor(max(xs)) - left + 2, floor(max(ys)) - top + 2)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in fill.points], fill=255)
    cover = textures.tile(texture).resize(size, Image.Resampling.NEAREST)
    canvas.paste(colour, (left, top), ImageChops.multiply(mask, cover))


def _shade(canvas: Image.Image, thing: Placed, silhouette: Image.Image) -> None:
    cover = textures.shading(thing.kind.form).resize(silhouette.size, Image.Resampling.NEAREST)
    canvas.paste((18, 14, 34), thing.corner, ImageChops.multiply(silhouette, cover))


def _shadow(canvas: Image.Image, frame: Frame) -> None:
    width, height = frame.width * 1.16 * SCALE, min(frame.height, frame.width) * 0.22 * SCALE
    left = frame.x0 * SCALE - width * 0.03
    top = frame.y1 * SCALE - height * 0.62
    spot = textures.shadow().resize((max(2, round(width)), max(2, round(height))), Image.Resampling.BILINEAR)
    canvas.paste((24, 22, 30), (round(left), round(top)), spot)
