"""COCO's average precision and recall of a run's regions against annotations that they were not made from."""

import contextlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth import is_annotated, marked, name_of
from schemas.geometry import area, to_xywh
from schemas.record import Record, Region

_STATS = "ap ap50 ap75 ap_small ap_medium ap_large ar1 ar10 ar100 ar_small ar_medium ar_large"
"""The order of pycocotools' summary."""


@dataclass(frozen=True, slots=True)
class BoxEvaluation:
    """The twelve numbers of COCO's detection challenge, 0 to 1; None where there is nothing to measure.

    `by_label`: AP of each annotated label. `unknown_labels`: regions whose label no annotation has; COCO's mean leaves
    them out, so they cost nothing. `is_exhaustive`: the source promises that it marked all objects of its vocabulary;
    otherwise an unmarked object counts as a wrong box, and precision is a lower bound.
    """

    source: str
    images: int
    regions: int
    annotations: int
    unknown_labels: int
    is_exhaustive: bool
    stats: Mapping[str, float | None]
    by_label: Mapping[str, float | None]


@dataclass(slots=True)
class _Collected:
    """What pycocotools needs of a run: some 200 bytes a box, no picture and no mask."""

    images: int = 0
    truth: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    is_exhaustive: bool = True

    def number_of(self, label: str) -> int:
        return self.labels.setdefault(name_of(label), len(self.labels) + 1)


def evaluate_boxes(records: Iterable[Record], source: str, is_own_allowed: bool = False) -> BoxEvaluation:
    """Regions with a label, groups aside, against the objects of `source` in the pictures that it annotated.

    Raises EvaluationError when nothing is annotated, or a region is one of the annotations itself (AP would be 1 by
    construction) and `is_own_allowed` is false.
    """
    met = _Collected()
    for record in records:
        if is_annotated(record, source):
            _collect(met, record, source, is_own_allowed)
    if not met.truth:
        raise EvaluationError(
            f"no object in the {met.images} pictures that source {source!r} annotated: there is nothing to measure the "
            "boxes by; name the source whose annotations count"
        )
    stats, precision = _measure(met)
    known = {one["category_id"] for one in met.truth}
    return BoxEvaluation(
        source=source,
        images=met.images,
        regions=len(met.found),
        annotations=len(met.truth),
        unknown_labels=sum(one["category_id"] not in known for one in met.found),
        is_exhaustive=met.is_exhaustive,
        stats=stats,
        by_label={name: precision.get(number) for name, number in sorted(met.labels.items()) if number in known},
    )


def _collect(met: _Collected, record: Record, source: str, is_own_allowed: bool) -> None:
    met.images += 1
    met.is_exhaustive &= any(promise.source == source for promise in record.given.exhaustive)
    for thing in marked(record, source):
        size = thing.area or area(thing.box)
        row = _row(met.images, met.number_of(thing.label), thing.box, size)
        met.truth.append(row | {"id": len(met.truth) + 1, "iscrowd": int(thing.is_crowd)})
    for region in record.regions:
        if not region.label or region.is_crowd:
            continue
        if not is_own_allowed and is_own(record, region, source):
            raise EvaluationError(
                f"{record.key}: the box {region.box} of {region.label!r} is an annotation of {source!r} itself, so AP "
                "would be 1 by construction; ground the run with a detector, or allow the source's own boxes"
            )
        row = _row(met.images, met.number_of(region.label), region.box, area(region.box))
        met.found.append(row | {"id": len(met.found) + 1, "iscrowd": 0, "score": region.score})


def is_own(record: Record, region: Region, source: str) -> bool:
    """The region was taken from the annotations it would be measured by."""
    return region.origin == source or (region.given >= 0 and record.given.objects[region.given].source == source)


def _row(image: int, category: int, box: tuple[float, float, float, float], size: float) -> dict[str, Any]:
    return {"image_id": image, "category_id": category, "bbox": list(to_xywh(box)), "area": size}


def _measure(met: _Collected) -> tuple[dict[str, float | None], dict[int, float | None]]:
    """The summary by name, and AP by category."""
    with contextlib.redirect_stdout(io.StringIO()):  # pycocotools prints its progress
        run = COCOeval(_indexed(met, met.truth), _indexed(met, met.found), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    stats = {name: _known(float(value)) for name, value in zip(_STATS.split(), run.stats, strict=True)}
    all_areas, most = 0, len(run.params.maxDets) - 1
    by_category = run.eval["precision"][:, :, :, all_areas, most]  # IoU, recall, category
    return stats, {
        category: _known(_mean(by_category[:, :, place])) for place, category in enumerate(run.params.catIds)
    }


def _indexed(met: _Collected, annotations: list[dict[str, Any]]) -> COCO:
    coco = COCO()
    coco.dataset = {
        "images": [{"id": number} for number in range(1, met.images + 1)],
        "categories": [{"id": number, "name": name} for name, number in met.labels.items()],
        "annotations": annotations,
    }
    coco.createIndex()
    return coco


def _mean(values: "np.ndarray[Any, Any]") -> float:
    counted = values[values > -1]
    return float(counted.mean()) if counted.size else -1.0


def _known(value: float) -> float | None:
    """pycocotools says -1 where nothing was there to be measured."""
    return None if value < 0 else value
