"""The real YOLOX-nano on real COCO pictures."""

import asyncio
import json
from pathlib import Path

import pytest

from schemas.geometry import iou
from tests.benchmarks.detector_ap import AIM, detect, measure
from tests.detector.block_finder import RUNTIME
from tests.detector.real import NANO, coco_val, nano

pytest.importorskip("onnxruntime", reason=RUNTIME)


@pytest.mark.shared
def test_the_nano_reaches_its_average_precision_on_coco(tmp_path: Path) -> None:
    records = asyncio.run(detect(list(coco_val()), nano(min_score=0.001, nms_iou=0.65), tmp_path))
    result = measure(records)
    assert result.images > 100 and result.is_exhaustive
    assert (result.stats["ap"] or 0) >= AIM


@pytest.mark.shared
def test_the_detections_are_those_of_the_reference(tmp_path: Path) -> None:
    """Made elsewhere with the same settings; boxes to a pixel or two: another decoder of JPEG, another resize."""
    if not NANO.exists():
        pytest.skip("the detector in ../shared is not here")
    wanted = json.loads((NANO / "reference_detections.json").read_text())["detections"]
    records = [one for one in coco_val() if f"{one.key.partition('/')[2]}.jpg" in wanted][:20]
    found = missed = 0
    for record in asyncio.run(detect(records, nano(min_score=0.3, nms_iou=0.45), tmp_path)):
        for one in wanted[f"{record.key.partition('/')[2]}.jpg"]:
            box = tuple(one["bbox_xyxy"])
            close = [r for r in record.regions if iou(r.box, box) > 0.95 and abs(r.score - one["score"]) < 0.01]
            found, missed = found + bool(close), missed + (not close)
    assert found > 50 and missed <= found * 0.02
