"""Grey tiles, made once in a process, that give strokes their pattern, material, shading and grain."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float64]

_SIDE = 256


@cache
def tile(name: str) -> Image.Image:
    """How strongly (0 to 255) the second colour of a pattern or material covers each pixel; 256 px square."""
    x, y = _grid()
    if name == "striped":
        cover = np.where(x * 4 % 1 > 0.55, 1.0, 0.0)
    elif name in ("dotted", "spotted"):
        count = 4.5 if name == "dotted" else 2.6
        row = np.floor(y * count)
        across, down = (x * count + 0.5 * (row % 2)) % 1 - 0.5, (y * count) % 1 - 0.5
        cover = np.where(np.hypot(across, down) < (0.24 if name == "dotted" else 0.3), 1.0, 0.0)
    elif name == "checkered":
        cover = (np.floor(x * 5) + np.floor(y * 5)) % 2
    else:
        cover = _material(name, x, y)
    return _grey(cover)


def _grid() -> tuple[Plane, Plane]:
    steps = np.arange(_SIDE, dtype=np.float64) / _SIDE
    x, y = np.meshgrid(steps, steps)
    return x, y


def _material(name: str, x: Plane, y: Plane) -> Plane:
    if name == "wooden":
        waves: Plane = np.sin(46 * y + 2.4 * np.sin(5 * x + 3 * y))
        waves += 0.6 * np.sin(107 * y + 3 * np.sin(4 * x))
        return np.clip(waves * 0.28 + 0.16, 0, 0.55)
    if name == "brick":
        row = np.floor(y * 9)
        joint = ((y * 9) % 1 < 0.16) | ((x * 5 + 0.5 * (row % 2)) % 1 < 0.09)
        return np.where(joint, 0.6, 0.0)
    if name == "stone":
        return np.clip(_blotches(12, 3) * 1.4 - 0.55, 0, 0.5)
    if name == "metal":
        bright, faint = np.exp(-(((x - 0.28) / 0.1) ** 2)), np.exp(-(((x - 0.8) / 0.06) ** 2))
        return np.clip(0.95 * bright + 0.5 * faint, 0, 0.85)
    return np.where(y < 0.82, 0.8 * np.exp(-(((x - 0.24) / 0.07) ** 2)), 0.0)


def _blotches(cells: int, seed: int) -> Plane:
    coarse = np.random.default_rng(seed).integers(0, 256, (cells, cells), dtype=np.uint8)
    smooth = Image.fromarray(coarse).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float64) / 255


@cache
def shading(form: str) -> Image.Image:
    """How much darker (0 to 255) each part of an object is, the light coming from the upper left."""
    x, y = _grid()
    if form == "round":
        away = np.hypot(x - 0.36, y - 0.32)
        return _grey(np.clip(away - 0.22, 0, 1) ** 1.5 * 0.62)
    if form == "tube":
        return _grey(np.clip(0.36 * np.abs(x - 0.36) ** 1.4 + 0.1 * y, 0, 0.5))
    return _grey(np.clip(0.2 * y**1.5 + 0.05 * x, 0, 0.3))


@cache
def shadow() -> Image.Image:
    """A soft round spot, for the shadows under things."""
    y, x = np.mgrid[0:64, 0:64] / 32 - 1 + 1 / 64
    return _grey(np.clip(1 - np.hypot(x, y), 0, 1) ** 0.8 * 0.5)


@cache
def grain() -> Image.Image:
    """Fine grey noise around 128, 512 px square, in three channels."""
    noise = np.random.default_rng(11).normal(128, 3.2, (512, 512))
    plane = Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))
    return Image.merge("RGB", (plane, plane, plane))


@cache
def mottle(fine: int, strength: int) -> Image.Image:
    """Cloudy noise up to `strength` (0 to 255), `fine` cells across, to break up grass, sand and water."""
    rng = np.random.default_rng(fine)
    cells = Image.fromarray(rng.integers(0, 256, (fine, fine), dtype=np.uint8))
    cloudy = cells.resize((512, 512), Image.Resampling.BICUBIC)
    return cloudy.point([value * strength // 255 for value in range(256)])


def _grey(cover: Plane) -> Image.Image:
    return Image.fromarray(np.clip(cover * 255, 0, 255).astype(np.uint8))
