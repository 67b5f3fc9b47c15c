"""What a setting is: bands of surface from top to bottom, and zones in which kinds of thing are found.

Heights are on a scale on which 0 is the top of the picture, 1 the horizon and 2 the bottom.
"""

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.scenes.palette import Rgb


class Tint(NamedTuple):
    """One way a band may look; `colour` is what the surface may be called, or "" for nothing clear."""

    colour: str
    top: Rgb
    bottom: Rgb


@dataclass(frozen=True)
class Band:
    """A surface across the whole width; `style` says how it is painted."""

    name: str
    synset: str
    top: float
    bottom: float
    style: str
    tints: tuple[Tint, ...]


@dataclass(frozen=True)
class Zone:
    """A part of the picture and what is found there.

    Things stand on (`hold` "on") the `surface`, or float in front of it ("in") when `stands` is false.
    """

    surface: str
    hold: str
    stands: bool
    top: float
    bottom: float
    scale: float
    weight: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    name: str
    phrase: str
    horizon: tuple[float, float]
    bands: tuple[Band, ...]
    zones: tuple[Zone, ...]
    night: bool = False
