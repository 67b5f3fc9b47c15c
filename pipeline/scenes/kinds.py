"""What a kind of object is: its names, its proportions, how it may look and what it may carry."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.scenes.pen import Pen


@dataclass(frozen=True)
class Kind:
    """`height` is relative to the other kinds; `aspect` is the range of width over height.

    `top` is where on the frame (0 top, 1 bottom) another thing may stand on it. `tilt` is in degrees either
    way. The look's colour is said of the thing only when `says_colour`, being the whole thing's.
    """

    name: str
    number: int
    group: str
    synset: str
    draw: Callable[[Pen], None]
    height: float
    aspect: tuple[float, float]
    colours: tuple[str, ...]
    materials: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    word: str = ""
    plural: str = ""
    form: str = "flat"
    tilt: float = 0.0
    top: float | None = None
    says_colour: bool = True

    @property
    def said(self) -> str:
        """The everyday word that captions and Visual Genome use for it."""
        return self.word or self.name

    @property
    def said_of_many(self) -> str:
        return self.plural or self.said + "s"
