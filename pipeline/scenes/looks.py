"""Choosing how one object looks: colour, pattern or material, state."""

from random import Random

from pipeline.scenes.kinds import Kind
from pipeline.scenes.palette import NAMED, accent, nuance
from pipeline.scenes.pen import Look

_STANDING_STATES = {"bird": "perched"}
_FLOATING_STATES = {"bird": "flying"}


def choose(kind: Kind, stands: bool, rng: Random) -> Look:
    """A thing has at most one of pattern and material, so that the one said is the one seen."""
    colour = rng.choice(kind.colours)
    pattern = rng.choice(kind.patterns) if kind.patterns and rng.random() < 0.4 else ""
    material = rng.choice(kind.materials) if kind.materials and not pattern and rng.random() < 0.6 else ""
    state = (_STANDING_STATES if stands else _FLOATING_STATES).get(kind.name, "")
    if kind.states and not state:
        state = rng.choice(kind.states)
    if material == "brick":
        colour = rng.choice(("red", "brown", "gray"))
    elif material == "wooden" and kind.name in ("bench", "chair", "barrel", "bowl", "clock"):
        colour = "brown"
    elif material == "metal" and kind.name in ("bowl", "cup", "bucket"):
        colour = rng.choice(("gray", "blue", "red"))
    second = accent(colour)
    if kind.group == "animal":
        second = NAMED["black"] if colour in ("white", "gray", "orange") else NAMED["white"]
    return Look(colour, nuance(colour, rng), second, pattern, material, state)
