"""A setting's bands laid out in the rows of one picture."""

from dataclasses import dataclass
from random import Random

from pipeline.scenes.setting import Band, Setting, Tint


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
