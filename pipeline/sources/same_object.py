"""Which objects two sources both annotated."""

from collections.abc import Sequence

from pipeline.stages.wording import fold
from schemas.geometry import iou
from schemas.given import GivenObject

MIN_IOU = 0.5
"""PASCAL VOC's criterion for one and the same object, which COCO's evaluation begins at."""


def pair_up(ours: Sequence[GivenObject], theirs: Sequence[GivenObject]) -> tuple[tuple[int, int, float], ...]:
    """(index in theirs, index in ours, IoU): the same label and IoU of MIN_IOU or more, best first, each used once.

    Left in, a twin would make a count wrong and "the dog" mean two dogs. Crowds only pair with crowds.
    """
    met = [
        (-round(overlap, 4), t, o)
        for t, their in enumerate(theirs)
        for o, our in enumerate(ours)
        if fold(their.label) == fold(our.label)
        and their.is_crowd == our.is_crowd
        and (overlap := iou(their.box, our.box)) >= MIN_IOU
    ]
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for overlap, t, o in sorted(met):
        if t not in found and o not in taken:
            found[t] = o, -overlap
            taken.add(o)
    return tuple((t, *found[t]) for t in sorted(found))
