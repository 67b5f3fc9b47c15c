"""The real detector and the real COCO pictures beside the repository; without them the test that asks is skipped."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.detection import DetectorSpec
from schemas.geometry import clip, from_xywh, round_box
from schemas.given import Exhaustive, Given, GivenObject
from schemas.record import Image, Record

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
COCO = SHARED / "data" / "coco"
NANO = SHARED / "weights" / "yolox_nano"


def nano(**settings: Any) -> DetectorSpec:
    if not NANO.is_dir():
        pytest.skip("needs the real detector in ../shared/weights/yolox_nano")
    return DetectorSpec(model=str(NANO / "yolox_nano.onnx"), classes=str(NANO / "coco_classes.txt"), **settings)


def coco_val(count: int | None = None) -> Iterator[Record]:
    """Pictures of val2017 by id, each with its official objects."""
    if not COCO.is_dir():
        pytest.skip("needs the real COCO sample in ../shared/data/coco")
    told = json.loads((COCO / "annotations" / "instances_val2017.json").read_text())
    names = {category["id"]: category["name"] for category in told["categories"]}
    objects: dict[int, list[dict[str, Any]]] = {}
    for one in told["annotations"]:
        objects.setdefault(one["image_id"], []).append(one)
    for image in sorted(told["images"], key=lambda image: image["id"])[:count]:
        size = image["width"], image["height"]
        given = tuple(
            GivenObject(
                label=names[one["category_id"]],
                box=round_box(clip(from_xywh(one["bbox"]), size)),
                source="coco",
                is_crowd=bool(one["iscrowd"]),
                area=one["area"],
            )
            for one in objects.get(image["id"], ())
        )
        yield _record(COCO / "val2017" / image["file_name"], size, given)


def _record(path: Path, size: tuple[int, int], objects: tuple[GivenObject, ...]) -> Record:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Record(
        key=f"coco/{path.stem}",
        source="coco",
        identity=f"coco:{int(path.stem)}",
        content=digest,
        image=Image(width=size[0], height=size[1], source_sha256=digest, num_bytes=len(data), is_verbatim=True),
        given=Given(objects=objects, exhaustive=(Exhaustive(source="coco", vocabulary="coco80"),)),
    )


async def picture_of(record: Record) -> bytes:
    return (COCO / "val2017" / f"{record.key.partition('/')[2]}.jpg").read_bytes()
