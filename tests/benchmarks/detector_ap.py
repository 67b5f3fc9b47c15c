"""COCO AP of the detector's raw output on real val2017 pictures: `python -m tests.benchmarks.detector_ap`.

Needs ../shared/data/coco, ../shared/weights/yolox_nano and the extra `detector`.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.answers.book import AnswerBook
from pipeline.backends.detector.detector import Detector
from pipeline.evaluate.boxes import Boxes, BoxEvaluation
from pipeline.store.local import LocalStore
from schemas.detection import DetectorSpec
from schemas.record import Record, Region
from tests.detector.real import coco_val, nano, picture_of

AIM = 0.28


def main() -> int:
    records = list(coco_val())
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(detect(records, nano(min_score=0.001, nms_iou=0.65, device="cpu"), Path(folder)))
    seconds = time.perf_counter() - start
    result = measure(found)
    print(f"{result.images} pictures, {result.annotations} objects, {result.regions} detections, {seconds:.1f} s")
    print("  ".join(f"{name} {value:.4f}" for name, value in result.stats.items() if value is not None))
    ap = result.stats["ap"] or 0.0
    print(f"box AP {ap:.4f}, aim {AIM}: {'reached' if ap >= AIM else 'NOT reached'}")
    return 0 if ap >= AIM else 1


async def detect(records: Sequence[Record], spec: DetectorSpec, folder: Path) -> list[Record]:
    """Each record with every detection as a region: no threshold but the detector's own floor and NMS."""
    async with AnswerBook(LocalStore(str(folder))) as book:
        detector = Detector(spec, book, picture_of)
        return [await _with_detections(detector, record) for record in records]


async def _with_detections(detector: Detector, record: Record) -> Record:
    names = detector.classes.names
    regions = tuple(
        Region(label=names[one.index], box=one.box, score=one.score, origin=detector.model)
        for one in (await detector.detect(record)).detections
    )
    return record.model_copy(update={"regions": regions})


def measure(records: Sequence[Record]) -> BoxEvaluation:
    boxes = Boxes("coco")
    for record in records:
        boxes.add(record)
    return boxes.result()


if __name__ == "__main__":
    sys.exit(main())
