"""From a mask to polygons without holes, and to COCO's uncompressed run lengths."""

import numpy as np

from pipeline.scenes.curves import Point
from pipeline.scenes.masks import Mask

_LEAST_AREA = 6.0
_SLACK = 0.75


def polygons(mask: Mask) -> list[list[Point]]:
    """Outlines of the mask, in pixels from its top left corner; a mask with a hole is cut in two across the hole."""
    loops = _loops(mask)
    holes = [loop for loop in loops if _area(loop) < -_LEAST_AREA]
    if holes:
        cut = _cut(holes[0], mask.shape[1])
        left, right = mask.copy(), mask.copy()
        left[:, cut:] = False
        right[:, :cut] = False
        return polygons(left) + polygons(right)
    return [_simplify(loop) for loop in loops if _area(loop) > _LEAST_AREA]


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


def _loops(mask: Mask) -> list[list[Point]]:
    """Closed pixel-edge loops: outlines have positive area, holes negative; one point for each corner."""
    steps = _steps(mask)
    loops: list[list[Point]] = []
    while steps:
        start, (first, *rest) = next(iter(steps.items()))
        steps[start] = rest
        if not rest:
            del steps[start]
        loop = [start]
        here, heading = first, (first[0] - start[0], first[1] - start[1])
        while here != start:
            onward = _take(steps, here, heading)
            turned = (onward[0] - here[0], onward[1] - here[1])
            if turned != heading:
                loop.append(here)
            here, heading = onward, turned
        loops.append([(float(x), float(y)) for x, y in loop])
    return loops


def _take(
    steps: dict[tuple[int, int], list[tuple[int, int]]], here: tuple[int, int], heading: tuple[int, int]
) -> tuple[int, int]:
    """The next corner; where two pixels touch only at a corner, the turn that keeps them apart."""
    ways = steps[here]
    if len(ways) == 1:
        del steps[here]
        return ways[0]
    right = (here[0] - heading[1], here[1] + heading[0])
    way = right if right in ways else ways[0]
    ways.remove(way)
    return way


def _steps(mask: Mask) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Every pixel edge between in and out, walked with the inside on the right."""
    padded = np.pad(mask, 1).astype(np.int8)
    down = padded[1:, 1:-1] - padded[:-1, 1:-1]
    across = padded[1:-1, 1:] - padded[1:-1, :-1]
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for change, (dx, dy), (ox, oy), grid in (
        (1, (1, 0), (0, 0), down), (-1, (-1, 0), (1, 0), down), (-1, (0, 1), (0, 0), across), (
            1, (0, -1), (0, 1), across,
        ),
    ):
        ys, xs = np.nonzero(grid == change)
        for x, y in zip((xs + ox).tolist(), (ys + oy).tolist(), strict=True):
            steps.setdefault((x, y), []).append((x + dx, y + dy))
    return steps


def _area(loop: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(loop, loop[1:] + loop[:1], strict=True)) / 2


def _simplify(loop: list[Point]) -> list[Point]:
    """The loop with the corners dropped that lie within the slack of a straight way past them."""
    if len(loop) <= 6:
        return loop
    kept = [loop[0]]
    last = 0
    for i in range(2, len(loop)):
        if not _straight(loop, last, i):
            last = i - 1
            kept.append(loop[last])
    kept.append(loop[-1])
    return kept if len(kept) >= 3 else loop


def _straight(loop: list[Point], start: int, stop: int) -> bool:
    (ax, ay), (bx, by) = loop[start], loop[stop]
    run, rise = bx - ax, by - ay
    reach = _SLACK * (run * run + rise * rise) ** 0.5
    return all(abs((x - ax) * rise - (y - ay) * run) <= reach for x, y in loop[start + 1 : stop])
