"""Coordinate frames: the one place where a box of the upright picture becomes a consumer's numbers, and pixels again.

Every frame here keeps a corner within `tolerance` pixels on the way there and back.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from schemas.geometry import Box, Size

Numbers = tuple[float, ...]
"""A place in some frame: four numbers, or two cell numbers on Kosmos' grid."""


class Frame(Protocol):
    """Sizes are those of the upright picture in pixels, boxes are in its pixels and inside it."""

    @property
    def name(self) -> str: ...

    @property
    def decimals(self) -> int | None:
        """Digits after the point that its numbers carry; None: as they come."""

    def from_pixels(self, box: Box, size: Size) -> Numbers: ...

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box: ...

    def tolerance(self, size: Size) -> tuple[float, float]:
        """Pixels in x and in y by which a corner may move there and back, beside 1e-9 of the side for floats."""


def _rounded(numbers: Sequence[float], decimals: int | None) -> Numbers:
    return tuple(numbers) if decimals is None else tuple(round(v, decimals) + 0.0 for v in numbers)


def _half_step(decimals: int | None) -> float:
    return 0.0 if decimals is None else 0.5 * 10**-decimals


def _four(numbers: Sequence[float]) -> Box:
    x0, y0, x1, y1 = numbers
    return x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class Pixels:
    """Pixels of the upright picture itself: ms-swift's `real`, COCO's. Exact for boxes kept to 0.01 px."""

    decimals: int | None = None
    name = "pixels"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        return _rounded(box, self.decimals)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        return _four(numbers)

    def tolerance(self, size: Size) -> tuple[float, float]:
        return _half_step(self.decimals), _half_step(self.decimals)


@dataclass(frozen=True, slots=True)
class Unit:
    """0 to 1 of the picture's own width and height, not padded: our default rendering, three decimals."""

    decimals: int | None = 3
    name = "unit"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        w, h = size
        return _rounded((box[0] / w, box[1] / h, box[2] / w, box[3] / h), self.decimals)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        (w, h), (x0, y0, x1, y1) = size, numbers
        return x0 * w, y0 * h, x1 * w, y1 * h

    def tolerance(self, size: Size) -> tuple[float, float]:
        return _half_step(self.decimals) * size[0], _half_step(self.decimals) * size[1]


@dataclass(frozen=True, slots=True)
class PaddedSquare:
    """0 to 1 of the square that LLaVA's and Shikra's loaders pad the picture to; it lies in the middle.

    The margin before it is whole pixels, rounded down, as in LLaVA's `expand2square`.
    """

    decimals: int | None = 3
    name = "padded"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        side, (dx, dy) = max(size), _margin(size)
        return _rounded(
            ((box[0] + dx) / side, (box[1] + dy) / side, (box[2] + dx) / side, (box[3] + dy) / side), self.decimals
        )

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        side, (dx, dy), (x0, y0, x1, y1) = max(size), _margin(size), numbers
        return x0 * side - dx, y0 * side - dy, x1 * side - dx, y1 * side - dy

    def tolerance(self, size: Size) -> tuple[float, float]:
        return _half_step(self.decimals) * max(size), _half_step(self.decimals) * max(size)


def _margin(size: Size) -> tuple[int, int]:
    return (max(size) - size[0]) // 2, (max(size) - size[1]) // 2


class UnresizableError(ValueError):
    """Qwen's processors refuse pictures whose sides differ more than 200-fold."""


@dataclass(frozen=True, slots=True)
class SmartResized:
    """Whole pixels of the picture as Qwen2.5-VL's processor resizes it: sides are multiples of `factor`.

    The numbers follow from `min_pixels` and `max_pixels`: training must use the same. Defaults are those of the
    published Qwen2.5-VL checkpoints (4 and 16,384 blocks of 28x28). Raises UnresizableError.
    """

    min_pixels: int = 4 * 28 * 28
    max_pixels: int = 16384 * 28 * 28
    factor: int = 28
    decimals: int | None = 0
    name = "smart_resized"

    def resized(self, size: Size) -> Size:
        """The rule of `smart_resize` in transformers' Qwen2-VL image processor."""
        w, h = size
        if max(size) > 200 * min(size):
            raise UnresizableError(f"sides of {w}x{h} px differ more than 200-fold, Qwen's processor refuses that")
        wide, high = round(w / self.factor), round(h / self.factor)
        if wide * high * self.factor**2 > self.max_pixels:
            shrink = math.sqrt(w * h / self.max_pixels)
            wide, high = math.floor(w / shrink / self.factor), math.floor(h / shrink / self.factor)
        elif wide * high * self.factor**2 < self.min_pixels:
            grow = math.sqrt(self.min_pixels / (w * h))
            wide, high = math.ceil(w * grow / self.factor), math.ceil(h * grow / self.factor)
        return max(1, wide) * self.factor, max(1, high) * self.factor

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        (w, h), (wide, high) = size, self.resized(size)
        sx, sy = wide / w, high / h
        return _rounded((box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy), self.decimals)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        (w, h), (wide, high), (x0, y0, x1, y1) = size, self.resized(size), numbers
        sx, sy = w / wide, h / high
        return x0 * sx, y0 * sy, x1 * sx, y1 * sy

    def tolerance(self, size: Size) -> tuple[float, float]:
        (w, h), (wide, high) = size, self.resized(size)
        return _half_step(self.decimals) * w / wide, _half_step(self.decimals) * h / high


@dataclass(frozen=True, slots=True)
class Thousandths:
    """Whole numbers 0 to 1000 of width and height: Qwen2-VL, Qwen3-VL, InternVL.

    Rounded to the nearest; InternVL's own data are cut off instead, which moves a corner by less than one thousandth.
    """

    decimals: int | None = 0
    name = "thousandths"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        (w, h), (x0, y0, x1, y1) = size, box
        return _rounded((x0 * 1000 / w, y0 * 1000 / h, x1 * 1000 / w, y1 * 1000 / h), self.decimals)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        (w, h), (x0, y0, x1, y1) = size, numbers
        return x0 * w / 1000, y0 * h / 1000, x1 * w / 1000, y1 * h / 1000

    def tolerance(self, size: Size) -> tuple[float, float]:
        return _half_step(self.decimals) * size[0] / 1000, _half_step(self.decimals) * size[1] / 1000


@dataclass(frozen=True, slots=True)
class KosmosGrid:
    """Two cell numbers, row by row on a `side` x `side` grid: the box's first and last cell (Kosmos-2's 32x32).

    Back come the cells' centres, or their edges where both lie in one row or column, as Kosmos-2's decoder does it.
    """

    side: int = 32
    decimals: int | None = 0
    name = "kosmos_grid"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        x0, y0, x1, y1 = Unit(None).from_pixels(box, size)
        first = math.floor(y0 * self.side) * self.side + math.floor(x0 * self.side)
        last = math.ceil(y1 * self.side - 1) * self.side + math.ceil(x1 * self.side - 1)
        return float(first), float(last)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        (top, left), (bottom, right) = (divmod(int(number), self.side) for number in numbers)
        inset = 0.0 if left == right or top == bottom else 0.5
        edges = left + inset, top + inset, right + 1 - inset, bottom + 1 - inset
        return Unit(None).to_pixels([edge / self.side for edge in edges], size)

    def tolerance(self, size: Size) -> tuple[float, float]:
        """One cell: where edges come back; half a cell for centres."""
        return size[0] / self.side, size[1] / self.side


@dataclass(frozen=True, slots=True)
class PatchGrid:
    """The cells a box touches: first column, first row, past the last column, past the last row.

    `within`: what the grid is laid over, in exact numbers: the picture, or the square a loader pads it to.
    """

    columns: int
    rows: int
    within: Unit | PaddedSquare = Unit(None)
    decimals: int | None = 0
    name = "patch_grid"

    def from_pixels(self, box: Box, size: Size) -> Numbers:
        x0, y0, x1, y1 = self.within.from_pixels(box, size)
        touched = _floor(x0 * self.columns), _floor(y0 * self.rows), _ceil(x1 * self.columns), _ceil(y1 * self.rows)
        return tuple(float(number) for number in touched)

    def to_pixels(self, numbers: Sequence[float], size: Size) -> Box:
        """The outline of the cells; it holds the box."""
        x0, y0, x1, y1 = numbers
        outline = x0 / self.columns, y0 / self.rows, x1 / self.columns, y1 / self.rows
        return self.within.to_pixels(outline, size)

    def tolerance(self, size: Size) -> tuple[float, float]:
        """One cell."""
        x0, y0, x1, y1 = self.within.to_pixels((0.0, 0.0, 1 / self.columns, 1 / self.rows), size)
        return x1 - x0, y1 - y0


_SLACK = 1e-9
"""Of a cell: an edge that lies on a border counts as on it (0.01 px of 20,000 px on 1,000 cells is 5e-4 cells)."""


def _floor(cells: float) -> int:
    return math.floor(cells + _SLACK)


def _ceil(cells: float) -> int:
    return math.ceil(cells - _SLACK)
