"""Which region of the record a document's region is: documents count anew, and clip boxes to a square view."""

from collections.abc import Sequence

from schemas.document import DocumentRegion
from schemas.geometry import Box
from schemas.record import Region

_ROUNDING_PX = 0.011
"""Boxes are kept to 0.01 px."""


def places_of(regions: Sequence[DocumentRegion], view: Box, record: Sequence[Region]) -> dict[int, int]:
    """Document's index -> record's. Both have one order, so the first that fits after the last one is it."""
    found: dict[int, int] = {}
    start = 0
    for index, region in enumerate(regions):
        start = next(at for at in range(start, len(record)) if _is_same(region, view, record[at]))
        found[index] = start
        start += 1
    return found


def _is_same(region: DocumentRegion, view: Box, other: Region) -> bool:
    named = (region.label, region.phrase, region.origin, region.score, region.attributes, region.is_crowd)
    if named != (other.label, other.phrase, other.origin, other.score, other.attributes, other.is_crowd):
        return False
    return region.box == other.box or _is_close(region.box, _within(other.box, view))


def _within(box: Box, view: Box) -> Box:
    return max(box[0], view[0]), max(box[1], view[1]), min(box[2], view[2]), min(box[3], view[3])


def _is_close(box: Box, other: Box) -> bool:
    return all(abs(a - b) <= _ROUNDING_PX for a, b in zip(box, other, strict=True))
