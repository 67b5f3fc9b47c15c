"""The pen that shapes draw with: filled outlines in a unit frame, kept as strokes until they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from pipeline.scenes import curves
from pipeline.scenes.curves import Point
from pipeline.scenes.palette import Rgb, dark, light


@dataclass(frozen=True)
class Look:
    """What can be said of a drawn object; an empty word says nothing."""

    colour: str
    rgb: Rgb
    accent: Rgb
    pattern: str = ""
    material: str = ""
    state: str = ""


class Stroke(NamedTuple):
    """One filled outline; (0, 0) is the frame's top left corner and (1, 1) its bottom right one."""

    points: list[Point]
    colour: Rgb
    skin: bool
    within: bool


class Pen:
    """Collects strokes; `skin` ones take the look's pattern or material, `within` ones add to no outline.

    Lengths called width or radius are in frame heights, so that they are round whatever the frame's aspect.
    """

    def __init__(self, look: Look, aspect: float, rng: Random) -> None:
        self.look = look
        self.aspect = aspect
        self.rng = rng
        self.main = look.rgb
        self.shade = dark(look.rgb, 0.32)
        self.glow = light(look.rgb, 0.35)
        self.strokes: list[Stroke] = []

    def poly(self, points: Sequence[Point], colour: Rgb, *, skin: bool = False, within: bool = False) -> None:
        self.strokes.append(Stroke(list(points), colour, skin, within))

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: Rgb,
        *,
        skin: bool = False,
        within: bool = False,
    ) -> None:
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, skin=skin, within=within)

    def round_box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        radius: float,
        colour: Rgb,
        *,
        skin: bool = False,
        within: bool = False,
    ) -> None:
        self.poly(
            curves.rounded(x0, y0, x1, y1, radius / self.aspect, radius),
            colour,
            skin=skin,
            within=within,
        )

    def oval(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        colour: Rgb,
        *,
        skin: bool = False,
        within: bool = False,
    ) -> None:
        self.poly(curves.oval(cx, cy, rx, ry), colour, skin=skin, within=within)

    def disc(
        self, cx: float, cy: float, radius: float, colour: Rgb, *, skin: bool = False, within: bool = False
    ) -> None:
        self.oval(cx, cy, radius / self.aspect, radius, colour, skin=skin, within=within)

    def blob(self, points: Sequence[Point], colour: Rgb, *, skin: bool = False, within: bool = False) -> None:
        self.poly(curves.smooth(points), colour, skin=skin, within=within)

    def line(self, points: Sequence[Point], width: float, colour: Rgb, *, within: bool = False) -> None:
        self.poly(curves.ribbon(points, width, self.aspect), colour, within=within)
