"""Recall of recognised labels, and precision of relations where the source has them."""

import pytest

from pipeline.evaluate.labels import Labels
from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.relations import Relations
from schemas.provenance import Provenance
from schemas.record import Label
from tests.evaluate.scenes import annotated, found, over, recognised, related

DOG, CAT, MAT = (10.0, 10.0, 110.0, 110.0), (200.0, 200.0, 300.0, 400.0), (0.0, 0.0, 400.0, 440.0)


def test_recall_counts_each_label_once_per_picture() -> None:
    records = [
        recognised(annotated(1, ("dog", DOG), ("dog", CAT), ("cat", CAT)), "Dog", "zebra"),
        recognised(annotated(2, ("cat", CAT)), "cat"),
        annotated(3, ("cat", CAT)),
    ]
    result = over(Labels("coco"), records).result()
    assert (result.images, result.annotated, result.recognised) == (3, 4, 2)
    assert result.recall == 0.5 and result.missed == {"cat": 2}


def test_labels_taken_from_the_annotations_are_said_to_be() -> None:
    by = Provenance(stage="recognize", backend="annotations", source="coco")
    record = annotated(1, ("dog", DOG)).model_copy(update={"labels": (Label(name="dog", by=by),)})
    result = over(Labels("coco"), [record]).result()
    assert result.measures_itself and result.own == 1 and result.recall == 1.0


def test_labels_of_a_source_that_annotated_nothing_are_refused() -> None:
    with pytest.raises(EvaluationError, match="annotated no object in 0 pictures"):
        over(Labels("vg"), [annotated(1, ("dog", DOG))]).result()


def test_only_pairs_that_the_source_relates_are_judged() -> None:
    record = found(
        annotated(1, ("dog", DOG), ("mat", MAT), ("cat", CAT)),
        ("dog", (12.0, 10.0, 110.0, 112.0), 0.9),
        ("mat", MAT, 0.9),
        ("cat", CAT, 0.9),
    )
    right = related(record, (0, "on", 1), (0, "On", 1), (0, "left of", 2))
    wrong = related(record, (0, "on", 1), (0, "under", 1), (1, "on", 0))
    result = over(Relations("coco"), [right, wrong]).result()
    assert (result.relations, result.judged, result.agreeing) == (4, 2, 1)
    assert result.precision == 0.5


def test_a_region_too_far_from_the_annotated_thing_is_not_it() -> None:
    record = found(annotated(1, ("dog", DOG), ("mat", MAT)), ("dog", CAT, 0.9), ("mat", MAT, 0.9))
    result = over(Relations("coco"), [related(record, (0, "on", 1), (0, "on", 1))]).result()
    assert result.judged == 0 and result.precision is None


def test_a_source_without_relations_is_refused() -> None:
    with pytest.raises(EvaluationError, match="has no relations"):
        over(Relations("coco"), [annotated(1, ("dog", DOG))]).result()
