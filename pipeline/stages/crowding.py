"""The rules of `ground` that look at all regions of one image together: duplicates, overlap, numbers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.stages.nms import suppressed
from pipeline.stages.tally import Tally
from schemas.geometry import Box, area, iou
from schemas.record import Region
from schemas.stages import GroundSpec


def thin(regions: Sequence[Region], spec: GroundSpec, tally: Tally) -> tuple[Region, ...]:
    """What stays, in the order given. Described places have no label, so the rules per label pass them by."""
    left = _without_duplicates(regions, tally)
    if spec.nms_iou is not None:
        left = _without_overlap(left, spec.nms_iou, tally)
    left = _at_most_per_label(left, spec.max_boxes_per_label, tally)
    return tuple(_at_most(left, spec.max_boxes, "max_boxes", tally))


def _without_duplicates(regions: Sequence[Region], tally: Tally) -> list[Region]:
    first: dict[tuple[str, str, Box], Region] = {}
    for region in regions:
        same = (region.label, region.phrase, region.box)
        if same in first:
            tally.drop("duplicate", region.label or region.phrase)
        else:
            first[same] = region
    return list(first.values())


def _without_overlap(regions: list[Region], max_iou: float, tally: Tally) -> list[Region]:
    """A crowd neither suppresses nor is suppressed: it is no second box of any one object."""
    ranked = _best_first(regions, (i for i, r in enumerate(regions) if r.label and not r.is_crowd))
    boxes, labels = [regions[i].box for i in ranked], [regions[i].label for i in ranked]
    lost = suppressed(boxes, labels, max_iou)
    kept = sorted(frozenset(range(len(ranked))).difference(lost))
    for position in lost:
        overlap = max(iou(boxes[position], boxes[p]) for p in kept if p < position and labels[p] == labels[position])
        tally.drop("nms_iou", labels[position], round(overlap, 4), max_iou)
    gone = frozenset(ranked[position] for position in lost)
    return [region for i, region in enumerate(regions) if i not in gone]


def _at_most_per_label(regions: list[Region], most: int, tally: Tally) -> list[Region]:
    if len(regions) <= most:
        return regions
    by_label: defaultdict[str, list[Region]] = defaultdict(list)
    for region in regions:
        if region.label:
            by_label[region.label].append(region)
    kept = {id(r) for rs in by_label.values() for r in _at_most(rs, most, "max_boxes_per_label", tally)}
    return [region for region in regions if not region.label or id(region) in kept]


def _at_most(regions: list[Region], most: int, rule: str, tally: Tally) -> list[Region]:
    """Objects before described places, then the highest score, the largest area, the earliest; in the order given."""
    if len(regions) <= most:
        return regions
    ranked = _best_first(regions, range(len(regions)))
    for rank, index in enumerate(ranked[most:], most + 1):
        tally.drop(rule, regions[index].label or regions[index].phrase, rank, most)
    return [regions[index] for index in sorted(ranked[:most])]


def _best_first(regions: Sequence[Region], indices: Iterable[int]) -> list[int]:
    def rank(index: int) -> tuple[bool, float, float, int]:
        region = regions[index]
        return not region.label, -region.score, -area(region.box), index

    return sorted(indices, key=rank)
