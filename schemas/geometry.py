"""Boxes: `xyxy` floats in pixels of the upright image, origin at the top left corner."""

import math
from collections.abc import Sequence

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the upright image."""
Size = tuple[int, int]
"""width, height in pixels."""


def from_xywh(xywh: Sequence[float]) -> Box:
    """COCO's and Visual Genome's corner-and-size order."""
    x, y, w, h = (float(v) for v in xywh)
    return x, y, x + w, y + h


def to_xywh(box: Box) -> Box:
    """x, y, width, height."""
    return box[0], box[1], box[2] - box[0], box[3] - box[1]


def is_finite(box: Sequence[float]) -> bool:
    return all(math.isfinite(v) for v in box)


def area(box: Box) -> float:
    """Square pixels; 0 for an empty or inverted box."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def center(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def clip(box: Box, size: Size) -> Box:
    """The part inside an image of this size; empty (area 0) when there is none."""
    w, h = size
    x0, y0 = min(max(box[0], 0.0), w), min(max(box[1], 0.0), h)
    return x0, y0, max(x0, min(box[2], w)), max(y0, min(box[3], h))


def intersection(a: Box, b: Box) -> float:
    """Square pixels that both cover."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    return w * h if w > 0 and h > 0 else 0.0


def iou(a: Box, b: Box) -> float:
    """Intersection over union, 0 to 1; 0 when both are empty."""
    both = intersection(a, b)
    union = area(a) + area(b) - both
    return both / union if union > 0 else 0.0


def coverage(inner: Box, outer: Box) -> float:
    """The share of `inner` that lies in `outer`, 0 to 1."""
    own = area(inner)
    return intersection(inner, outer) / own if own > 0 else 0.0


def scale(box: Box, from_size: Size, to_size: Size) -> Box:
    """The same place after the image was resized."""
    sx, sy = to_size[0] / from_size[0], to_size[1] / from_size[1]
    return box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy


def round_box(box: Box) -> Box:
    """To 0.01 px, the precision kept everywhere (COCO's own annotations carry two decimals)."""
    x0, y0, x1, y1 = (round(v, 2) + 0.0 for v in box)
    return x0, y0, x1, y1


def orient(box: Box, stored: Size, orientation: int) -> Box:
    """A box of the stored pixel matrix, moved to the upright image by EXIF orientation 1 to 8.

    Raises ValueError for another orientation.
    """
    w, h = stored
    x0, y0, x1, y1 = box
    match orientation:
        case 1:
            return box
        case 2:
            return w - x1, y0, w - x0, y1
        case 3:
            return w - x1, h - y1, w - x0, h - y0
        case 4:
            return x0, h - y1, x1, h - y0
        case 5:
            return y0, x0, y1, x1
        case 6:
            return h - y1, x0, h - y0, x1
        case 7:
            return h - y1, w - x1, h - y0, w - x0
        case 8:
            return y0, w - x1, y1, w - x0
    raise ValueError(f"EXIF orientation {orientation!r} is not one of 1 to 8")
