"""Which objects two sources both annotated."""

from collections.abc import Sequence

from pipeline.language.glossary_words import same_name
from schemas.geometry import iou
from schemas.given import GivenObject

MIN_IOU = 0.5
"""PASCAL VOC's criterion for one and the same object, which COCO's evaluation begins at."""


def pair_up(ours: Sequence[GivenObject], theirs: Sequence[GivenObject]) -> tuple[tuple[int, int, float], ...]:
    """(index in theirs, index in ours, IoU): one thing by name (couch, sofa), IoU from MIN_IOU, best first, each once.

    Left in, a twin would make a count wrong and "the dog" mean two dogs. Crowds only pair with crowds.
    """
    met = [
        (-round(overlap, 4), t, o)
        for t, their in enumerate(theirs)
        for o, our in enumerate(ours)
        if same_name(their.label) == same_name(our.label)
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
