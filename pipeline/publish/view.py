"""Which part of the picture a document shows: all of it, or a large square around its objects."""

import math
from collections.abc import Iterable, Sequence
from itertools import islice

from schemas.geometry import Box, Size, clip, coverage, round_box
from schemas.record import Region
from schemas.template import SquareView, Template


def whole(size: Size) -> Box:
    return 0.0, 0.0, float(size[0]), float(size[1])


def frame(template: Template, regions: Sequence[Region], size: Size, ranked: Iterable[int]) -> tuple[Box, list[int]]:
    """The view, in whole upright pixels, and the objects to show: best first, at most the template's `max`.

    A square takes the best objects that fit one together. One longer than the picture's short side fits none and is not
    shown as an object (a table along the whole width); where every object is, the view is the whole picture.
    """
    limit = template.objects.max
    if not isinstance(template.view, SquareView):
        return whole(size), list(islice(ranked, limit))
    short = min(size)
    candidates = list(ranked)
    chosen: list[int] = []
    around: tuple[int, int, int, int] | None = None
    for index in candidates:
        joined = _join(around, regions[index].box, size)
        if joined[2] - joined[0] <= short and joined[3] - joined[1] <= short:
            around = joined
            chosen.append(index)
        if len(chosen) == limit:
            break
    if around is None:
        return whole(size), candidates[:limit]
    return _square(around, size, template.view), chosen


def _join(around: tuple[int, int, int, int] | None, box: Box, size: Size) -> tuple[int, int, int, int]:
    """The whole-pixel hull of both, inside the picture."""
    x0, y0 = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    x1, y1 = min(size[0], math.ceil(box[2])), min(size[1], math.ceil(box[3]))
    if around is None:
        return x0, y0, x1, y1
    return min(x0, around[0]), min(y0, around[1]), max(x1, around[2]), max(y1, around[3])


def _square(around: tuple[int, int, int, int], size: Size, view: SquareView) -> Box:
    """Centred on the objects as far as the picture allows, and always holding them."""
    short = min(size)
    extent = max(around[2] - around[0], around[3] - around[1])
    wanted = max(math.ceil(extent * (1 + 2 * view.context)), math.ceil(view.min_side * short))
    side = min(wanted, short)
    x0 = _start(around[0], around[2], side, size[0])
    y0 = _start(around[1], around[3], side, size[1])
    return float(x0), float(y0), float(x0 + side), float(y0 + side)


def _start(low: int, high: int, side: int, limit: int) -> int:
    return min(max((low + high - side) // 2, 0), limit - side)


def seen(regions: Sequence[Region], view: Box, size: Size, template: Template | None) -> dict[int, Box]:
    """Index -> box of each region the view shows; where the view is a square, clipped to it."""
    if view == whole(size):
        return {i: r.box for i, r in enumerate(regions)}
    assert template is not None and isinstance(template.view, SquareView)
    least = template.view.min_coverage
    return {i: _clip(r.box, view) for i, r in enumerate(regions) if coverage(r.box, view) >= max(least, 1e-9)}


def _clip(box: Box, view: Box) -> Box:
    moved = box[0] - view[0], box[1] - view[1], box[2] - view[0], box[3] - view[1]
    inside = clip(moved, (int(view[2] - view[0]), int(view[3] - view[1])))
    return round_box((inside[0] + view[0], inside[1] + view[1], inside[2] + view[0], inside[3] + view[1]))
