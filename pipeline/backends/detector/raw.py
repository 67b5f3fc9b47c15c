"""What a detector said about one picture, as it is kept: every detection before any threshold but the stated floor."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from schemas.geometry import Box, round_box


@dataclass(frozen=True, slots=True)
class Detection:
    """`box` in pixels of the upright picture, unclipped; `index` into the class file."""

    box: Box
    score: float
    index: int

    @classmethod
    def rounded(cls, box: npt.NDArray[np.float32], score: float, index: int) -> Self:
        """Coordinates to 0.01 px, the score to 1e-4."""
        x0, y0, x1, y1 = (float(v) for v in box)
        return cls(round_box((x0, y0, x1, y1)), round(float(score), 4), index)

    def rank(self) -> tuple[float, int, Box]:
        """Best first; the rest only so that the order is one."""
        return -self.score, self.index, self.box


def dumps(found: Sequence[Detection]) -> str:
    """A row each: x0, y0, x1, y1, score, index. Detections that are no finite box say nothing and are left out."""
    rows = [[*one.box, one.score, one.index] for one in found if math.isfinite(sum(one.box) + one.score)]
    return json.dumps({"detections": rows}, separators=(",", ":"))


def loads(text: str) -> list[Detection]:
    rows = json.loads(text)["detections"]
    return [Detection((x0, y0, x1, y1), score, index) for x0, y0, x1, y1, score, index in rows]
