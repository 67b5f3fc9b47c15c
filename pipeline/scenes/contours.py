"""From a mask to polygons without holes, and to COCO's uncompressed run lengths."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.scenes.curves import Point
from pipeline.scenes.masks import Mask

_LEAST_AREA = 6.0
_SLACK = 0.75  # of an outline, in pixels; less for the smallest, whose shape it would eat


def polygons(mask: Mask) -> list[list[Point]]:
    """Outlines of the mask, in pixels from its top left corner; a mask with a hole is cut in two there."""
    loops = _loops(_without_saddles(mask))
    areas = [_area(loop) for loop in loops]
    if min(areas, default=0.0) < -_LEAST_AREA:
        cut = _cut(loops[areas.index(min(areas))], mask.shape[1])
        left, right = mask.copy(), mask.copy()
        left[:, cut:] = False
        right[:, :cut] = False
        return polygons(left) + polygons(right)
    whole = [(loop, area) for loop, area in zip(loops, areas, strict=True) if area > _LEAST_AREA]
    return [_simplify(loop, min(_SLACK, 0.05 * sqrt(area))) for loop, area in whole]


def run_lengths(mask: Mask) -> list[int]:
    """Runs of off and on pixels down the columns, beginning with off."""
    flat = mask.ravel(order="F")
    turns = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate(([0], turns, [flat.size]))
    runs: list[int] = np.diff(edges).tolist()
    return [0, *runs] if flat[0] else runs


def _cut(hole: list[Point], width: int) -> int:
    xs = [x for x, _ in hole]
    return min(width - 1, max(1, round((min(xs) + max(xs)) / 2)))


def _without_saddles(mask: Mask) -> Mask:
    """The mask with a pixel added wherever two touch at a corner only, so that outlines never cross."""
    while True:
        a, b, c, d = mask[:-1, :-1], mask[:-1, 1:], mask[1:, :-1], mask[1:, 1:]
        saddles = (a == d) & (b == c) & (a != b)
        if not saddles.any():
            return mask
        mask = mask.copy()
        mask[:-1, :-1] |= saddles
        mask[:-1, 1:] |= saddles


def _loops(mask: Mask) -> list[list[Point]]:
    """Closed loops along pixel edges, a point a corner: outlines have positive area, holes negative."""
    stride = mask.shape[1] + 1
    steps = _steps(mask)
    loops: list[list[Point]] = []
    while steps:
        start, here = steps.popitem()
        walk = [start]
        while here != start:
            walk.append(here)
            here = steps.pop(here)
        loops.append([(float(corner % stride), float(corner // stride)) for corner in walk])
    return loops


def _steps(mask: Mask) -> dict[int, int]:
    """From each corner of the border to the next, the inside on the right; corners are numbered by row.

    They are where an odd number of the four pixels around is in. Along a row or a column, every two of them
    bound one straight piece of border.
    """
    stride = mask.shape[1] + 1
    padded = np.pad(mask, 1)
    odd = padded[:-1, :-1] ^ padded[:-1, 1:] ^ padded[1:, :-1] ^ padded[1:, 1:]
    ys, xs = np.nonzero(odd)
    corners = ys * stride + xs
    rightward = padded[ys[::2] + 1, xs[::2] + 1]
    starts, stops = _directed(corners, rightward)
    xs, ys = np.nonzero(odd.T)
    corners = ys * stride + xs
    downward = padded[ys[::2] + 1, xs[::2]]
    more_starts, more_stops = _directed(corners, downward)
    return dict(zip(starts + more_starts, stops + more_stops, strict=True))


def _directed(corners: NDArray[np.intp], forward: Mask) -> tuple[list[int], list[int]]:
    """Each two corners as a step, from the first to the second where `forward`, else back."""
    first, second = corners[::2], corners[1::2]
    starts: list[int] = np.where(forward, first, second).tolist()
    stops: list[int] = np.where(forward, second, first).tolist()
    return starts, stops


def _area(loop: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(loop, loop[1:] + loop[:1], strict=True)) / 2


def _simplify(loop: list[Point], slack: float) -> list[Point]:
    """The loop without the corners that lie within the slack of a straight way past them.

    From each kept corner a cone is narrowed by every corner that follows; the first outside it ends the way.
    """
    if len(loop) <= 6:
        return loop
    kept = [loop[0]]
    (ax, ay), before = loop[0], loop[0]
    left = right = (0.0, 0.0)
    for x, y in [*loop[1:], loop[0]]:
        dx, dy = x - ax, y - ay
        if right[0] * dy - right[1] * dx < 0 or dx * left[1] - dy * left[0] < 0:
            kept.append(before)
            ax, ay = before
            dx, dy = x - ax, y - ay
            left = right = (0.0, 0.0)
        left, right = _narrowed(dx, dy, left, right, slack)
        before = (x, y)
    return kept if len(kept) >= 3 else loop


def _narrowed(dx: float, dy: float, left: Point, right: Point, slack: float) -> tuple[Point, Point]:
    """The cone between two directions, cut down to those that pass a point within the slack."""
    square = dx * dx + dy * dy - slack * slack
    if square <= 0:
        return left, right
    reach = sqrt(square)
    new_left = (dx * reach - dy * slack, dx * slack + dy * reach)
    new_right = (dx * reach + dy * slack, dy * reach - dx * slack)
    if left == right:
        return new_left, new_right
    if left[0] * new_left[1] - left[1] * new_left[0] > 0:
        new_left = left
    if right[0] * new_right[1] - right[1] * new_right[0] < 0:
        new_right = right
    return new_left, new_right
