"""What two boxes alone settle about each other. All thresholds are ours; each leaves doubtful pairs unsaid.

Boxes in upright pixels; every rule is relative to the image or the boxes, so that scaling a picture changes nothing.
There is no `on`: of six real pairs that touch like a rider and a board, two were a jump and a man behind a bicycle.
"""

from typing import Literal

from schemas.geometry import Box, Size, area, coverage

Kind = Literal["left", "right", "above", "below", "inside", "overlapping", "smaller", "larger", "nearest"]

MIN_GAP = 0.01
"""Share of the image's side between two boxes, one beside the other: 6 px of 640, more than an annotator errs."""
MIN_SHARED_SPAN = 0.5
"""Of the shorter span: `left of` is said of things in one row, `above` of things in one column."""
INSIDE_COVERAGE = 0.98
"""The rest may stick out: 2 % of a 100 px side is the 2 px by which annotators differ."""
OVERLAP_COVERAGE = 0.5
"""An object fills a half of its box or more; with less in common two boxes may overlap though the objects do not."""
SIZE_RATIO = 4.0
"""Between the areas: twice in each direction, more than the share of its box an object fills differs."""


def side(a: Box, b: Box, size: Size) -> Kind | None:
    """Is `a` left or right of `b`? Apart by a gap, and in one row."""
    if _shared(a[1], a[3], b[1], b[3]) < MIN_SHARED_SPAN:
        return None
    gap = MIN_GAP * size[0]
    return "left" if b[0] - a[2] >= gap else "right" if a[0] - b[2] >= gap else None


def height(a: Box, b: Box, size: Size) -> Kind | None:
    """Is `a` above or below `b`, in the picture? Apart by a gap, and in one column."""
    if _shared(a[0], a[2], b[0], b[2]) < MIN_SHARED_SPAN:
        return None
    gap = MIN_GAP * size[1]
    return "above" if b[1] - a[3] >= gap else "below" if a[1] - b[3] >= gap else None


def contact(a: Box, b: Box) -> Kind | None:
    """Is `a`, the smaller, inside `b` or does it overlap it by a half or more? `b` is twice as large to hold `a`."""
    share = coverage(a, b)
    if share >= INSIDE_COVERAGE:
        return "inside" if area(b) >= 2 * area(a) else None
    return "overlapping" if share >= OVERLAP_COVERAGE else None


def measure(a: Box, b: Box) -> Kind | None:
    """Is `a` smaller or larger than `b`, in the picture?"""
    own, other = area(a), area(b)
    return "smaller" if own * SIZE_RATIO <= other else "larger" if other * SIZE_RATIO <= own else None


def gap(a: Box, b: Box) -> float:
    """Pixels between the nearest points of two boxes; 0 where they touch."""
    x = max(a[0] - b[2], b[0] - a[2], 0.0)
    y = max(a[1] - b[3], b[1] - a[3], 0.0)
    return float((x * x + y * y) ** 0.5)


def _shared(a0: float, a1: float, b0: float, b1: float) -> float:
    """The share of the shorter of two spans that both cover."""
    return (min(a1, b1) - max(a0, b0)) / min(a1 - a0, b1 - b0)
