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
    hilly: bool = False


@dataclass(frozen=True)
class Zone:
    """A part of the picture and what is found there.

    `phrase` says where its things are: standing on the surface, at a depth between `top` and `bottom`, or
    floating before it when `stands` is false. `scale` multiplies the kinds' heights; `weight` is how often
    the zone is chosen.
    """

    surface: str
    phrase: str
    stands: bool
    top: float
    bottom: float
    scale: float
    weight: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """`horizon` is the range of its height as a share of the picture's."""

    scenery: str
    horizon: tuple[float, float]
    bands: tuple[Band, ...]
    zones: tuple[Zone, ...]
