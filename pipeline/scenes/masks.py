"""Who is seen where: the id picture of a scene, and each thing's visible part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.scenes.placed import SCALE, Placed

Mask = NDArray[np.bool_]
Ids = NDArray[np.uint8]

LEAST_SHARE = 0.45
_LEAST_PIXELS = 70
_LEAST_SIDE = 7


@dataclass(frozen=True)
class Visible:
    """The visible part of one thing: a tight xyxy box in whole pixels and the mask inside that box."""

    box: tuple[int, int, int, int]
    mask: Mask
    area: int
    share: float


def paint_ids(surfaces: Image.Image, things: list[Placed]) -> Ids:
    """The id picture, in picture pixels: thing k of `things` (back to front) is k + 1 where it is seen."""
    canvas = surfaces.copy()
    for index, thing in enumerate(things):
        silhouette = thing.silhouette
        canvas.paste(index + 1, thing.corner, silhouette)
    return np.asarray(canvas)[::SCALE, ::SCALE].copy()


def visible(ids: Ids, number: int, whole: int = 0) -> Visible | None:
    """What is seen of one id, or None where nothing is; `whole` is its full area in picture pixels."""
    mask = ids == number
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size == 0:
        return None
    y0, y1 = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[y0:y1].any(axis=0))
    x0, x1 = int(columns[0]), int(columns[-1]) + 1
    inside = mask[y0:y1, x0:x1]
    area = int(np.count_nonzero(inside))
    return Visible((x0, y0, x1, y1), inside, area, area / whole if whole else 1.0)


def whole_area(thing: Placed) -> int:
    """The thing's area in picture pixels were nothing in front of it and the picture endless."""
    return max(1, thing.silhouette.histogram()[255] // (SCALE * SCALE))


def seen_well(part: Visible | None) -> bool:
    """Whether enough is seen for the thing to be annotated; what is not is not drawn."""
    if part is None:
        return False
    x0, y0, x1, y1 = part.box
    return part.share >= LEAST_SHARE and part.area >= _LEAST_PIXELS and min(x1 - x0, y1 - y0) >= _LEAST_SIDE
