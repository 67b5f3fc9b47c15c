"""Outlines as point lists: ovals, smooth closed curves, rounded boxes and ribbons."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]

_STEPS = 28
_CIRCLE = [(cos(2 * pi * i / _STEPS), sin(2 * pi * i / _STEPS)) for i in range(_STEPS)]
_KNOTS = [
    (
        0.5 * (-t + 2 * t * t - t**3),
        0.5 * (2 - 5 * t * t + 3 * t**3),
        0.5 * (t + 4 * t * t - 3 * t**3),
        0.5 * (t**3 - t * t),
    )
    for t in (0.0, 0.25, 0.5, 0.75)
]


def oval(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    return [(cx + rx * c, cy + ry * s) for c, s in _CIRCLE]


def arc(cx: float, cy: float, rx: float, ry: float, start: float, stop: float, steps: int = 14) -> list[Point]:
    """Points of an oval from `start` to `stop` degrees, clockwise from the right as seen in the picture."""
    turns = [(start + (stop - start) * i / steps) * pi / 180 for i in range(steps + 1)]
    return [(cx + rx * cos(turn), cy + ry * sin(turn)) for turn in turns]


def smooth(points: Sequence[Point]) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count):
        (ax, ay), (bx, by) = points[i - 1], points[i]
        (cx, cy), (dx, dy) = points[(i + 1) % count], points[(i + 2) % count]
        for a, b, c, d in _KNOTS:
            curve.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return curve


def rounded(x0: float, y0: float, x1: float, y1: float, rx: float, ry: float) -> list[Point]:
    return [
        *arc(x0 + rx, y0 + ry, rx, ry, 180, 270, 4),
        *arc(x1 - rx, y0 + ry, rx, ry, 270, 360, 4),
        *arc(x1 - rx, y1 - ry, rx, ry, 0, 90, 4),
        *arc(x0 + rx, y1 - ry, rx, ry, 90, 180, 4),
    ]


def ribbon(points: Sequence[Point], width: float, aspect: float) -> list[Point]:
    """The outline of a line `width` frame heights thick, in a frame `aspect` times as wide as high."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        before, after = points[max(0, i - 1)], points[min(last, i + 1)]
        run, rise = (after[0] - before[0]) * aspect, after[1] - before[1]
        scale = width / 2 / (hypot(run, rise) or 1.0)
        left.append((x - rise * scale / aspect, y + run * scale))
        right.append((x + rise * scale / aspect, y - run * scale))
    return left + right[::-1]
