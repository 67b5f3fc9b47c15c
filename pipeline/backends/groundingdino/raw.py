"""What GroundingDINO said of one picture and one prompt, as it is kept: before any threshold but the stated floor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.backends.groundingdino.model import Sight
from schemas.geometry import Box, Size, round_box


@dataclass(frozen=True, slots=True)
class Found:
    """One query. `label`: the place in the prompt of the label it answers best; `mean`: over that label's tokens."""

    box: Box
    score: float
    mean: float
    label: int

    def rank(self) -> tuple[float, int, Box]:
        """Best first; the rest only so that the order is one."""
        return -self.score, self.label, self.box


def read_sight(sight: Sight, size: Size, min_score: float, most: int) -> list[Found]:
    """In pixels of the upright picture of this size, best first, coordinates to 0.01 px, scores to 1e-4."""
    labels = sight.best.argmax(axis=1)
    rows = np.arange(len(labels))
    scores, means = sight.best[rows, labels], sight.mean[rows, labels]
    found = [
        Found(_box(sight.boxes[row], size), round(float(scores[row]), 4), round(float(means[row]), 4), int(labels[row]))
        for row in rows
        if scores[row] >= min_score and np.isfinite(sight.boxes[row]).all()
    ]
    return sorted(found, key=Found.rank)[:most]


def _box(shares: "np.ndarray[tuple[int], np.dtype[np.float32]]", size: Size) -> Box:
    x, y, wide, high = (float(v) for v in shares)
    return round_box(
        (
            (x - wide / 2) * size[0],
            (y - high / 2) * size[1],
            (x + wide / 2) * size[0],
            (y + high / 2) * size[1],
        )
    )


def dumps(found: Sequence[Found]) -> str:
    """A row each: x0, y0, x1, y1, score, mean, label."""
    rows = [[*one.box, one.score, one.mean, one.label] for one in found]
    return json.dumps({"boxes": rows}, separators=(",", ":"))


def loads(text: str) -> list[Found]:
    rows = json.loads(text)["boxes"]
    return [Found((x0, y0, x1, y1), score, mean, label) for x0, y0, x1, y1, score, mean, label in rows]
