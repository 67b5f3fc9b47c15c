"""AP and AR are those of pycocotools on the same boxes, and are refused where they would mean nothing."""

import contextlib
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from pipeline.evaluate import EvaluationError, evaluate_boxes
from schemas.geometry import Box, from_xywh, round_box, to_xywh
from schemas.given import Exhaustive, Given, GivenObject
from schemas.record import Image, Record, Region
from tests.evaluate.scenes import annotated, found

DOG, CAT = (10.0, 10.0, 110.0, 110.0), (200.0, 200.0, 300.0, 400.0)
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "coco" / "annotations"


def test_boxes_that_are_right_score_one() -> None:
    records = [found(annotated(n, ("dog", DOG), ("cat", CAT)), ("dog", DOG, 0.9), ("cat", CAT, 0.8)) for n in range(3)]
    result = evaluate_boxes(records, "coco")
    assert result.stats["ap"] == result.stats["ar100"] == pytest.approx(1.0)
    assert (result.images, result.regions, result.annotations) == (3, 6, 6)
    assert result.by_label == {"cat": pytest.approx(1.0), "dog": pytest.approx(1.0)}
    assert result.stats["ap_small"] is None and result.is_exhaustive


def test_a_box_that_overlaps_by_sixty_percent_counts_at_three_thresholds_of_ten() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("dog", (10.0, 10.0, 110.0, 73.0), 0.9))]
    stats = evaluate_boxes(records, "coco").stats
    assert stats["ap50"] == pytest.approx(1.0) and stats["ap75"] == pytest.approx(0.0)
    assert stats["ap"] == pytest.approx(0.3)


def test_a_false_box_that_is_surer_halves_the_precision() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("dog", (400.0, 10.0, 500.0, 110.0), 0.9), ("dog", DOG, 0.5))]
    assert evaluate_boxes(records, "coco").stats["ap"] == pytest.approx(0.5)


def test_a_box_in_a_crowd_is_not_false() -> None:
    record = annotated(1, ("dog", DOG), ("dog", (200.0, 0.0, 600.0, 400.0)), crowd=1)
    boxes = found(record, ("dog", (300.0, 100.0, 350.0, 150.0), 0.9), ("dog", DOG, 0.5))
    assert evaluate_boxes([boxes], "coco").stats["ap"] == pytest.approx(1.0)


def test_groups_and_described_places_are_no_findings() -> None:
    record = found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.5))
    group = Region(label="dog", box=CAT, score=0.9, origin="detector", is_crowd=True)
    described = Region(label="", box=CAT, score=0.9, origin="detector", phrase="the left half")
    result = evaluate_boxes([record.model_copy(update={"regions": (group, described, *record.regions)})], "coco")
    assert result.regions == 1 and result.stats["ap"] == pytest.approx(1.0)


def test_only_pictures_that_the_source_annotated_count() -> None:
    other = found(annotated(2, ("dog", DOG), source="vg"), ("dog", CAT, 0.9))
    result = evaluate_boxes([found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9)), other], "coco")
    assert result.images == 1 and result.stats["ap"] == pytest.approx(1.0)


def test_a_missed_picture_costs_recall_and_a_name_nobody_annotated_is_counted() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("Dog ", DOG, 0.9), ("kitten", CAT, 0.9)), annotated(2, ("dog", DOG))]
    result = evaluate_boxes(records, "coco")
    assert result.stats["ar100"] == pytest.approx(0.5) and result.unknown_labels == 1


def own(how: dict[str, Any]) -> Record:
    record = annotated(1, ("dog", DOG))
    return record.model_copy(update={"regions": (Region(label="dog", box=DOG, **how),)})


@pytest.mark.parametrize("how", [{"origin": "coco"}, {"origin": "detector", "given": 0}])
def test_annotations_are_not_measured_by_themselves_unless_asked(how: dict[str, Any]) -> None:
    with pytest.raises(EvaluationError, match="is an annotation of 'coco' itself, so AP would be 1 by construction"):
        evaluate_boxes([own(how)], "coco")
    assert evaluate_boxes([own(how)], "coco", is_own_allowed=True).stats["ap"] == pytest.approx(1.0)


def test_a_run_without_annotations_is_refused() -> None:
    with pytest.raises(EvaluationError, match="no object in the 0 pictures that source 'vg' annotated"):
        evaluate_boxes([found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9))], "vg")


def test_nothing_found_scores_zero() -> None:
    assert evaluate_boxes([annotated(1, ("dog", DOG))], "coco").stats["ap"] == 0.0


def test_pycocotools_chatter_stays_off_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    evaluate_boxes([found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9))], "coco")
    assert capsys.readouterr().out == ""


@pytest.mark.shared
def test_the_official_annotations_give_the_official_tools_numbers() -> None:
    """Boxes moved and missed at random, measured by us and by pycocotools from COCO's own file."""
    path = SHARED / "instances_val2017.json"
    if not path.is_file():
        pytest.skip(f"the real data is not there: {path}")
    body = json.loads(path.read_text())
    detections = detect(body, random.Random("boxes"))
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(path))
        official = COCOeval(truth, truth.loadRes(detections), "bbox")
        official.evaluate()
        official.accumulate()
        official.summarize()
    ours = evaluate_boxes(records_of(body, detections), "coco")
    assert list(ours.stats.values()) == pytest.approx(list(official.stats), abs=1e-9)
    assert 0.1 < (ours.stats["ap"] or 0) < 0.9


def detect(body: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    detections = []
    for one in body["annotations"]:
        if one["iscrowd"] or rng.random() < 0.2:
            continue
        x0, y0, x1, y1 = from_xywh(one["bbox"])
        w, h = x1 - x0, y1 - y0
        box = x0 + w * rng.uniform(-0.1, 0.1), y0 + h * rng.uniform(-0.1, 0.1), x1 + w * rng.uniform(-0.2, 0.1), y1
        category = one["category_id"] if rng.random() < 0.9 else rng.choice(body["categories"])["id"]
        row = {"image_id": one["image_id"], "category_id": category, "score": rng.random()}
        detections.append(row | {"bbox": list(to_xywh(round_box(box)))})
    return detections


def records_of(body: dict[str, Any], detections: list[dict[str, Any]]) -> list[Record]:
    names = {category["id"]: category["name"] for category in body["categories"]}

    def rows(of: list[dict[str, Any]], image: int) -> list[tuple[str, Box, dict[str, Any]]]:
        return [(names[o["category_id"]], from_xywh(o["bbox"]), o) for o in of if o["image_id"] == image]

    return [
        annotated(image["id"]).model_copy(
            update={
                "image": Image(
                    width=image["width"], height=image["height"], source_sha256="0", num_bytes=1, is_verbatim=True
                ),
                "given": Given(
                    objects=tuple(
                        GivenObject(label=n, box=b, source="coco", area=o["area"], is_crowd=bool(o["iscrowd"]))
                        for n, b, o in rows(body["annotations"], image["id"])
                    ),
                    exhaustive=(Exhaustive(source="coco", vocabulary="coco80"),),
                ),
                "regions": tuple(
                    Region(label=n, box=b, score=o["score"], origin="detector")
                    for n, b, o in rows(detections, image["id"])
                ),
            }
        )
        for image in body["images"]
    ]
