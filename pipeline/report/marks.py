"""Where each box's number stands on the picture: in a corner of the box that no other number has taken."""

from collections.abc import Mapping

from schemas.geometry import Box, Size, intersection

_SHARE = 1 / 36
"""Height of a digit to the picture's longer side: 14 px where that is shown 500 px long."""
_WIDTH = 0.62
"""Width of a digit to its height."""

Point = tuple[float, float]


def height_of(size: Size) -> float:
    """Of a digit, in the picture's pixels."""
    return round(max(size) * _SHARE, 1)


def marks_of(boxes: Mapping[int, Box], size: Size) -> dict[int, Point]:
    """For each box, by its number, the left end of the number's base line, in pixels of the picture."""
    taken: list[Box] = []
    for number, box in boxes.items():
        width, height = _WIDTH * height_of(size) * len(str(number)), height_of(size)
        spots = [_inside(x, y, width, height, size) for x, y in _corners(box, width, height)]
        taken.append(min(spots, key=lambda spot: sum(intersection(spot, other) for other in taken)))
    ends = [(round(spot[0], 1), round(spot[3] - 0.1 * (spot[3] - spot[1]), 1)) for spot in taken]
    return dict(zip(boxes, ends, strict=True))


def _corners(box: Box, width: float, height: float) -> list[Point]:
    """Upper left ends: the four corners within, the middle, above and below."""
    gap = height / 6
    left, top, right, bottom = box[0] + gap, box[1] + gap, box[2] - width - gap, box[3] - height - gap
    middle = (box[0] + box[2] - width) / 2, (box[1] + box[3] - height) / 2
    outside = [(box[0], box[1] - height), (box[0], box[3])]
    return [(left, top), (right, top), (left, bottom), (right, bottom), middle, *outside]


def _inside(x: float, y: float, width: float, height: float, size: Size) -> Box:
    x0, y0 = max(0.0, min(x, size[0] - width)), max(0.0, min(y, size[1] - height))
    return x0, y0, x0 + width, y0 + height
