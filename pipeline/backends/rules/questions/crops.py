"""Object images: which regions make good ones, their recorded augmentation, and options that cannot be mistaken."""

import random

from pipeline.backends.rules.questions.dice import Dice
from pipeline.checks.facts import Facts
from schemas.geometry import Box, area, coverage
from schemas.objectimage import Augmentation, ObjectImage
from schemas.stages import AskSpec

SMALL = 0.01
"""Of the image: smaller regions are shown only when nothing larger is there; ours (64 x 48 px of 640 x 480)."""
SHARED = 0.3
"""Two options show one thing when this share of the smaller lies in the other; ours, stricter than an IoU of 0.3."""


def worth_showing(facts: Facts, dice: Dice) -> list[int]:
    """Labelled single things in a drawn order, the small ones last."""
    least = SMALL * facts.record.image.area
    return sorted(dice.shuffled(facts.singles), key=lambda i: area(facts.regions[i].box) < least)


class Cropper:
    """Draws the augmentation within the settings; the numbers drawn are kept, not the seed."""

    def __init__(self, spec: AskSpec) -> None:
        self._size, self._limits = spec.object_image_size, spec.augmentation

    def crop(self, region: int, rng: random.Random) -> ObjectImage:
        limits = self._limits
        augmentation = Augmentation(
            flip=rng.random() < limits.flip,
            brightness=_around_one(limits.color, rng),
            contrast=_around_one(limits.color, rng),
            saturation=_around_one(limits.color, rng),
            zoom=round(rng.uniform(1.0, limits.max_zoom), 2),
        )
        margin = round(rng.uniform(0.0, limits.max_margin), 2)
        return ObjectImage(region=region, margin=margin, size=self._size, augmentation=augmentation)


def distractors(facts: Facts, right: int, candidates: list[int], most: int) -> list[int]:
    """Regions that can stand beside the right one: no two of all options show the same place."""
    chosen: list[int] = []
    for other in candidates:
        if len(chosen) == most:
            break
        taken = (facts.regions[i].box for i in (right, *chosen))
        if other != right and all(_are_apart(facts.regions[other].box, box) for box in taken):
            chosen.append(other)
    return chosen


def _are_apart(a: Box, b: Box) -> bool:
    small, large = (a, b) if area(a) <= area(b) else (b, a)
    return coverage(small, large) < SHARED


def _around_one(spread: float, rng: random.Random) -> float:
    return round(rng.uniform(1 - spread, 1 + spread), 2)
