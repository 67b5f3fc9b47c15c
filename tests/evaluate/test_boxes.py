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

from pipeline.evaluate import boxes
from pipeline.evaluate.boxes import Boxes
from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.truth_file import read_truth
from schemas.geometry import Box, from_xywh, round_box, to_xywh
from schemas.given import Exhaustive, Given, GivenObject
from schemas.record import Image, Record, Region
from tests.evaluate.scenes import annotated, found, over

DOG, CAT = (10.0, 10.0, 110.0, 110.0), (200.0, 200.0, 300.0, 400.0)
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "coco" / "annotations"


def test_boxes_that_are_right_score_one() -> None:
    records = [found(annotated(n, ("dog", DOG), ("cat", CAT)), ("dog", DOG, 0.9), ("cat", CAT, 0.8)) for n in range(3)]
    result = over(Boxes("coco"), records).result()
    assert result.stats["ap"] == result.stats["ar100"] == pytest.approx(1.0)
    assert (result.images, result.regions, result.annotations) == (3, 6, 6)
    assert result.by_label == {"cat": pytest.approx(1.0), "dog": pytest.approx(1.0)}
    assert result.stats["ap_small"] is None and result.is_exhaustive


def test_a_box_that_overlaps_by_sixty_percent_counts_at_three_thresholds_of_ten() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("dog", (10.0, 10.0, 110.0, 73.0), 0.9))]
    stats = over(Boxes("coco"), records).result().stats
    assert stats["ap50"] == pytest.approx(1.0) and stats["ap75"] == pytest.approx(0.0)
    assert stats["ap"] == pytest.approx(0.3)


def test_a_false_box_that_is_surer_halves_the_precision() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("dog", (400.0, 10.0, 500.0, 110.0), 0.9), ("dog", DOG, 0.5))]
    assert over(Boxes("coco"), records).result().stats["ap"] == pytest.approx(0.5)


def test_a_box_in_a_crowd_is_not_false() -> None:
    record = annotated(1, ("dog", DOG), ("dog", (200.0, 0.0, 600.0, 400.0)), crowd=1)
    inside = found(record, ("dog", (300.0, 100.0, 350.0, 150.0), 0.9), ("dog", DOG, 0.5))
    assert over(Boxes("coco"), [inside]).result().stats["ap"] == pytest.approx(1.0)


def test_groups_and_described_places_are_no_findings() -> None:
    record = found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.5))
    group = Region(label="dog", box=CAT, score=0.9, origin="detector", is_crowd=True)
    described = Region(label="", box=CAT, score=0.9, origin="detector", phrase="the left half")
    result = over(Boxes("coco"), [record.model_copy(update={"regions": (group, described, *record.regions)})]).result()
    assert result.regions == 1 and result.stats["ap"] == pytest.approx(1.0)


def test_only_pictures_that_the_source_annotated_count() -> None:
    other = found(annotated(2, ("dog", DOG), source="vg"), ("dog", CAT, 0.9))
    result = over(Boxes("coco"), [found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9)), other]).result()
    assert result.images == 1 and result.stats["ap"] == pytest.approx(1.0)


def test_a_missed_picture_costs_recall_and_a_name_nobody_annotated_is_counted() -> None:
    records = [found(annotated(1, ("dog", DOG)), ("Dog ", DOG, 0.9), ("kitten", CAT, 0.9)), annotated(2, ("dog", DOG))]
    result = over(Boxes("coco"), records).result()
    assert result.stats["ar100"] == pytest.approx(0.5) and result.unknown_labels == 1


@pytest.mark.parametrize("source", ["coco", "det"])
def test_annotations_measured_by_themselves_are_said_to_be(source: str) -> None:
    """Taken over from this very source, or from another one that says the same."""
    record = annotated(1, ("dog", DOG), ("cat", CAT), source=source)
    truth = record.given.objects[0].model_copy(update={"source": "coco"})
    record = record.model_copy(
        update={"given": record.given.model_copy(update={"objects": (*record.given.objects, truth)})}
    )
    taken = Region(label="dog", box=DOG, origin=source, given=0)
    result = over(Boxes("coco"), [record.model_copy(update={"regions": (taken,)})]).result()
    assert result.measures_itself and result.own == 1


def test_a_detector_that_happens_to_be_exact_does_not_measure_itself() -> None:
    result = over(Boxes("coco"), [found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9))]).result()
    assert not result.measures_itself and result.stats["ap"] == pytest.approx(1.0)


def test_with_too_many_labels_the_most_frequent_are_measured_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(boxes, "MOST_PAIRS", 2)
    records = [found(annotated(n, ("dog", DOG), (f"thing {n}", CAT)), ("dog", DOG, 0.9)) for n in range(2)]
    result = over(Boxes("coco"), records).result()
    assert result.by_label == {"dog": pytest.approx(1.0)} and result.labels_left_out == 2


def test_a_run_without_annotations_is_refused() -> None:
    with pytest.raises(EvaluationError, match="no object in the 0 pictures that 'vg' annotated"):
        over(Boxes("vg"), [found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9))]).result()


def test_nothing_found_scores_zero() -> None:
    assert over(Boxes("coco"), [annotated(1, ("dog", DOG))]).result().stats["ap"] == 0.0


def test_pycocotools_chatter_stays_off_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    over(Boxes("coco"), [found(annotated(1, ("dog", DOG)), ("dog", DOG, 0.9))]).result()
    assert capsys.readouterr().out == ""


@pytest.mark.shared
def test_the_official_annotations_give_the_official_tools_numbers() -> None:
    """Boxes moved and missed at random, measured by us and by pycocotools from COCO's own file."""
    path = SHARED / "instances_val2017.json"
    if not path.is_file():
        pytest.skip(f"the real data is not there: {path}")
    body = json.loads(path.read_text())
    detections = detect(body, random.Random("boxes"))
    ours = over(Boxes("coco"), records_of(body, detections)).result()
    assert list(ours.stats.values()) == pytest.approx(official_stats(path, detections), abs=1e-9)
    assert 0.1 < (ours.stats["ap"] or 0) < 0.9


@pytest.mark.shared
def test_a_real_detectors_boxes_get_the_official_average_precision() -> None:
    """YOLOX-nano's boxes over a score of 0.3 on val2017, against the instances file as `--truth` reads it."""
    detections, path = (
        SHARED.parents[2] / "weights/yolox_nano/reference_detections.json",
        SHARED / "instances_val2017.json",
    )
    if not detections.is_file():
        pytest.skip(f"the real data is not there: {detections}")
    body, boxes = json.loads(path.read_text()), json.loads(detections.read_text())["detections"]
    images = {image["file_name"]: image for image in body["images"] if image["file_name"] in boxes}
    names = {category["id"]: category["name"] for category in body["categories"]}
    truth = read_truth(str(path), [(f"coco:{image['id']}", name) for name, image in images.items()])
    measured = Boxes(truth.name)
    for name, image in images.items():
        record = annotated(image["id"]).model_copy(update={"image": picture(image), "given": Given()})
        found_here = [(names[one["category_id"]], tuple(one["bbox_xyxy"]), one["score"]) for one in boxes[name]]
        beside = truth.beside(found(record, *found_here), name)
        assert beside is not None
        measured.add(beside)
    rows = [
        {"image_id": image["id"], **one, "bbox": list(to_xywh(one["bbox_xyxy"]))}
        for name, image in images.items()
        for one in boxes[name]
    ]
    wanted = official_stats(path, rows, [image["id"] for image in images.values()])
    ours = measured.result()
    assert list(ours.stats.values()) == pytest.approx(wanted, abs=1e-6)
    assert len(images) > 100 and 0.2 < (ours.stats["ap"] or 0) < 0.4 and not ours.measures_itself


def picture(image: dict[str, Any]) -> Image:
    return Image(width=image["width"], height=image["height"], source_sha256="0", num_bytes=1, is_verbatim=True)


def official_stats(path: Path, rows: list[dict[str, Any]], images: list[int] | None = None) -> list[float]:
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(path))
        run = COCOeval(truth, truth.loadRes(rows), "bbox")
        run.params.imgIds = images or run.params.imgIds
        run.evaluate()
        run.accumulate()
        run.summarize()
    return [float(value) for value in run.stats]


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
                "image": picture(image),
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
