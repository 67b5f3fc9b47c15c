"""Which region of the record a document's region is: documents count anew, and clip boxes to a square view."""

from collections.abc import Sequence

from schemas.document import DocumentRegion
from schemas.geometry import coverage, iou
from schemas.record import Region


def places_of(regions: Sequence[DocumentRegion], record: Sequence[Region]) -> dict[int, int]:
    """Document's index -> record's. Both have one order, so the first that fits after the last one is it."""
    found: dict[int, int] = {}
    start = 0
    for index, region in enumerate(regions):
        start = next(at for at in range(start, len(record)) if _is_same(region, record[at]))
        found[index] = start
        start += 1
    return found


def _is_same(region: DocumentRegion, other: Region) -> bool:
    named = (region.label, region.phrase, region.origin, region.score, region.attributes, region.is_crowd)
    if named != (other.label, other.phrase, other.origin, other.score, other.attributes, other.is_crowd):
        return False
    return region.box == other.box or (iou(region.box, other.box) > 0 and coverage(region.box, other.box) > 0.999)
