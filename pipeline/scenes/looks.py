"""Choosing how one object looks: colour, pattern or material, state."""

from random import Random

from pipeline.scenes.kinds import Kind
from pipeline.scenes.palette import NAMED, accent, nuance
from pipeline.scenes.pen import Look

_WOODEN_BROWN = frozenset({"bench", "chair", "barrel", "bowl", "clock"})
_METAL_COLOURS = {"bowl": "gray", "cup": "gray", "bucket": "gray"}


def choose(kind: Kind, stands: bool, rng: Random) -> Look:
    """A thing has at most one of pattern and material, so that the one said is the one seen."""
    colour = rng.choice(kind.colours)
    pattern = rng.choice(kind.patterns) if kind.patterns and rng.random() < 0.4 else ""
    material = rng.choice(kind.materials) if kind.materials and not pattern and rng.random() < 0.6 else ""
    state = rng.choice(kind.states) if kind.states else ""
    if state == "flying" and stands:
        state = ""
    if material == "brick":
        colour = rng.choice(("red", "brown", "gray"))
    elif state == "pine":
        colour = "green"
    elif material == "wooden" and kind.name in _WOODEN_BROWN:
        colour = "brown"
    elif material == "metal":
        colour = _METAL_COLOURS.get(kind.name, colour)
    return Look(colour, nuance(colour, rng), _second(kind, colour), pattern, material, state)


def _second(kind: Kind, colour: str) -> tuple[int, int, int]:
    """The colour of the pattern: fur is spotted in black or white, paint in what contrasts."""
    if kind.group != "animal":
        return accent(colour)
    return NAMED["black"] if colour in ("white", "gray", "orange") else NAMED["white"]
