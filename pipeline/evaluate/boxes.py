"""COCO's average precision and recall of a run's regions against annotations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.evaluate.coco_eval import Figure, Row, measure
from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth import is_annotated, marked, name_of
from schemas.geometry import Box, area, to_xywh
from schemas.record import Record, Region

MOST_PAIRS = 40_000_000
"""Of picture and label: pycocotools looks at each. COCO's train2017 has 9.5 million; Visual Genome, with its 80,000
names in 108,000 pictures, would have 9 billion."""


@dataclass(frozen=True, slots=True)
class BoxEvaluation:
    """The twelve numbers of COCO's detection challenge, 0 to 1; None where there is nothing to measure.

    `own`: regions that are the annotations they are measured by. `unknown_labels`: regions whose label no annotation
    has; COCO's mean leaves them out, so they cost nothing. `labels_left_out`: rare labels beyond MOST_PAIRS, without
    their boxes. `is_exhaustive`: the annotators promise that they marked all objects of their vocabulary; otherwise an
    unmarked object counts as a wrong box, and precision is a lower bound.
    """

    source: str
    images: int
    regions: int
    annotations: int
    own: int
    unknown_labels: int
    labels_left_out: int
    is_exhaustive: bool
    stats: Mapping[str, Figure]
    by_label: Mapping[str, Figure]

    @property
    def measures_itself(self) -> bool:
        """The boxes are the annotations: AP tells what the run's thresholds left of them, and nothing else."""
        return self.own > 0


class Boxes:
    """Takes records one by one and keeps some 500 bytes a box, no picture and no mask.

    Measured are regions with a label, groups aside, in the pictures that `source` annotated. Pictures are ordered by
    key, COCO's order of ids: among boxes of one score that order decides.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._images: list[str] = []
        self._own = 0
        self._truth: list[Row] = []
        self._found: list[Row] = []
        self._labels: dict[str, int] = {}
        self._is_exhaustive = True

    def add(self, record: Record) -> None:
        if not is_annotated(record, self._source):
            return
        self._images.append(record.key)
        self._is_exhaustive &= any(one.source == self._source and one.vocabulary for one in record.given.exhaustive)
        things = marked(record, self._source)
        for thing in things:
            row = self._row(self._truth, thing.label, thing.box, thing.area or area(thing.box))
            self._truth.append(row | {"iscrowd": int(thing.is_crowd)})
        places = {(name_of(thing.label), thing.box) for thing in things}
        for region in record.regions:
            if region.label and not region.is_crowd:
                self._own += _is_own(record, region, places)
                row = self._row(self._found, region.label, region.box, area(region.box))
                self._found.append(row | {"iscrowd": 0, "score": region.score})

    def result(self) -> BoxEvaluation:
        """Raises EvaluationError when nothing is annotated."""
        if not self._truth:
            raise EvaluationError(
                f"no object in the {len(self._images)} pictures that {self._source!r} annotated: there is nothing to "
                "measure the boxes by; give the official annotations with --truth"
            )
        measured = self._measured()
        names = {number: name for name, number in self._labels.items() if number in measured}
        truth, found = self._ordered(self._truth, measured), self._ordered(self._found, measured)
        stats, precision = measure(len(self._images), names, truth, found)
        known = {row["category_id"] for row in self._truth}
        return BoxEvaluation(
            source=self._source,
            images=len(self._images),
            regions=len(self._found),
            annotations=len(self._truth),
            own=self._own,
            unknown_labels=sum(row["category_id"] not in known for row in self._found),
            labels_left_out=len(known - measured),
            is_exhaustive=self._is_exhaustive,
            stats=stats,
            by_label={name: precision[number] for number, name in sorted(names.items(), key=lambda one: one[1])},
        )

    def _measured(self) -> set[int]:
        """The labels annotated most often, as many as can be looked at."""
        counts = Counter(row["category_id"] for row in self._truth)
        ranked = sorted(counts, key=lambda number: (-counts[number], number))
        return set(ranked[: max(1, MOST_PAIRS // len(self._images))])

    def _ordered(self, rows: list[Row], measured: set[int]) -> list[Row]:
        """Of these labels, with pictures numbered by key."""
        by_key = sorted(range(len(self._images)), key=lambda place: self._images[place])
        number = {place + 1: rank for rank, place in enumerate(by_key, 1)}
        return [row | {"image_id": number[row["image_id"]]} for row in rows if row["category_id"] in measured]

    def _row(self, rows: list[Row], label: str, box: Box, size: float) -> Row:
        category = self._labels.setdefault(name_of(label), len(self._labels) + 1)
        bbox = list(to_xywh(box))
        return {"id": len(rows) + 1, "image_id": len(self._images), "category_id": category, "bbox": bbox, "area": size}


def _is_own(record: Record, region: Region, places: set[tuple[str, Box]]) -> bool:
    """An annotation that was taken over, from this very source or from a file that says the same."""
    return region.given >= 0 and (name_of(region.label), record.given.objects[region.given].box) in places
