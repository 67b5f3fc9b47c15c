"""From the frame annotations were made in to pixels of the upright image."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from pipeline.pixels.inspect import Facts
from pipeline.protocols.stage import Rejected
from pipeline.sources.numbers import as_float, as_floats
from schemas.geometry import Box, Size, area, clip, from_xywh, is_finite, orient, round_box, scale

MAX_ASPECT_ERROR = 0.01
"""A stated size whose width to height is further off than 1 % belongs to another picture, or to a crop of this one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`stated` is the matrix the boxes are measured in; `orientation` turns it upright, then it scales to `upright`."""

    stated: Size
    upright: Size
    orientation: int = 1

    def box(self, xywh: Any) -> Box | str:
        """Clipped, rounded, in upright pixels; or the name of the rule it breaks."""
        numbers = as_floats(xywh, 4)
        if numbers is None:
            return "bad_shape"
        if not is_finite(numbers):
            return "not_finite"
        if numbers[2] <= 0 or numbers[3] <= 0:
            return "zero_area"
        moved = round_box(clip(self._move(from_xywh(numbers)), self.upright))
        return moved if area(moved) > 0 else "outside_image"

    def polygon(self, flat: Any) -> tuple[float, ...] | None:
        """x, y alternating, three points or more; None when it is not that."""
        numbers = as_floats(flat)
        if numbers is None or len(numbers) < 6 or len(numbers) % 2 or not is_finite(numbers):
            return None
        if self.orientation == 1 and self.stated == self.upright:  # nearly always, and a third of an import's time
            ends = zip(numbers, cycle(self.upright))
            return tuple(round(v if 0 < v < end else 0.0 if v <= 0 else float(end), 2) for v, end in ends)
        points = [self._point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        return tuple(v for point in points for v in point)

    def area(self, square_pixels: Any) -> float:
        """Of a mask; 0 for what is no finite positive number."""
        found = as_float(square_pixels)
        if found is None or not 0 < found < float("inf"):
            return 0.0
        factor = (self.upright[0] * self.upright[1]) / (self.stated[0] * self.stated[1])
        return round(found * factor, 2)

    def _point(self, x: float, y: float) -> Sequence[float]:
        return round_box(clip(self._move((x, y, x, y)), self.upright))[:2]

    def _move(self, box: Box) -> Box:
        turned = orient(box, self.stated, self.orientation)
        return scale(turned, (self.stated[1], self.stated[0]) if self.orientation >= 5 else self.stated, self.upright)


def frame_of(facts: Facts, stated: Size | None, has_places: bool) -> Frame | Rejected:
    """`stated` is the image size by the annotations, None when they give none.

    Rejections: `size_mismatch`, another aspect ratio than the picture's. `ambiguous_orientation`, the picture is turned
    by EXIF, there are places to turn with it (`has_places`), and the size fits both or neither of its two matrices:
    always for the orientations 2 to 4 and for squares.
    """
    if facts.orientation == 1:
        return _unturned(facts, stated)
    if not has_places:
        return Frame(facts.upright, facts.upright)
    fits = stated == facts.stored, stated == facts.upright
    if fits == (True, False):
        return Frame(facts.stored, facts.upright, facts.orientation)
    if fits == (False, True):
        return Frame(facts.upright, facts.upright)
    return Rejected(
        "ambiguous_orientation",
        f"EXIF orientation {facts.orientation} turns {_said(facts.stored)} to {_said(facts.upright)}; "
        f"the annotations say {_said(stated)}",
    )


def _unturned(facts: Facts, stated: Size | None) -> Frame | Rejected:
    if stated is None or stated == facts.upright:
        return Frame(facts.upright, facts.upright)
    error = abs(stated[0] / stated[1] * facts.upright[1] / facts.upright[0] - 1)
    if error > MAX_ASPECT_ERROR:
        detail = f"the annotations say {_said(stated)}, the picture has {_said(facts.upright)}"
        return Rejected("size_mismatch", detail, value=round(error, 4), threshold=MAX_ASPECT_ERROR)
    return Frame(stated, facts.upright)


def _said(size: Size | None) -> str:
    return "no size" if size is None else f"{size[0]}x{size[1]}"


def stated_size(width: Any, height: Any) -> Size | None:
    """None unless both are positive whole numbers."""
    found = as_float(width), as_float(height)
    if found[0] is None or found[1] is None or not all(v and v > 0 and v.is_integer() for v in found):
        return None
    return int(found[0]), int(found[1])
