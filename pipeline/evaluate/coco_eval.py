"""pycocotools' evaluation of boxes (its one door for measuring): the twelve numbers, and AP by category."""

import contextlib
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

STATS = (
    *("ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large"),
    *("ar1", "ar10", "ar100", "ar_small", "ar_medium", "ar_large"),
)
"""The order of pycocotools' summary."""

Row = dict[str, Any]
"""One box as COCO's files hold it: id, image_id, category_id, bbox (x, y, width, height), area, iscrowd, score."""

Figure = float | None
"""0 to 1; None where there is nothing to measure (pycocotools says -1)."""


def measure(
    images: int, names: Mapping[int, str], truth: Sequence[Row], found: Sequence[Row]
) -> tuple[dict[str, Figure], dict[int, Figure]]:
    """The summary by name, and AP by category. Images are numbered from 1."""
    with contextlib.redirect_stdout(io.StringIO()):  # pycocotools prints its progress
        run = COCOeval(_indexed(images, names, truth), _indexed(images, names, found), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    stats = {name: _known(float(value)) for name, value in zip(STATS, run.stats, strict=True)}
    all_areas, most = 0, len(run.params.maxDets) - 1
    by_category = run.eval["precision"][:, :, :, all_areas, most]  # IoU, recall, category
    return stats, {
        category: _known(_mean(by_category[:, :, place])) for place, category in enumerate(run.params.catIds)
    }


def _indexed(images: int, names: Mapping[int, str], annotations: Sequence[Row]) -> COCO:
    coco = COCO()
    coco.dataset = {
        "images": [{"id": number} for number in range(1, images + 1)],
        "categories": [{"id": number, "name": name} for number, name in names.items()],
        "annotations": annotations,
    }
    coco.createIndex()
    return coco


def _mean(values: "np.ndarray[Any, Any]") -> float:
    counted = values[values > -1]
    return float(counted.mean()) if counted.size else -1.0


def _known(value: float) -> Figure:
    return None if value < 0 else value
