"""Which objects a document shows as crops: the most prominent first, varied and not twice the same."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from schemas.geometry import Size, area, iou
from schemas.record import Region
from schemas.template import ObjectWords


def rank_objects(
    regions: Sequence[Region], size: Size, words: ObjectWords, names: Container[str] | None = None
) -> Iterator[int]:
    """Indices of regions, best first (area times score, then index), all that may be shown.

    Left out: groups (crowds), places without a label, labels not in `names` (None: any), boxes under `min_area`, more
    than `per_label` of a label, and boxes that overlap one already given by more than `max_iou`.
    """
    least = words.min_area * size[0] * size[1]
    named = [i for i, r in enumerate(regions) if r.label and (names is None or r.label in names)]
    fit = [i for i in named if not regions[i].is_crowd and area(regions[i].box) >= max(least, 1.0)]
    fit.sort(key=lambda i: (-area(regions[i].box) * regions[i].score, i))
    given: list[int] = []
    used: Counter[str] = Counter()
    for i in fit:
        region = regions[i]
        if used[region.label] >= words.per_label:
            continue
        if any(iou(region.box, regions[g].box) > words.max_iou for g in given):
            continue
        used[region.label] += 1
        given.append(i)
        yield i
