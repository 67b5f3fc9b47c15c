"""Records for tests of stages: built by hand, or from the real COCO and Visual Genome files beside the repository."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.protocols.stage import Kept, Stage
from schemas.geometry import Box, clip, from_xywh, round_box
from schemas.given import Given, GivenCaption, GivenObject, GivenPhrase, GivenRelation
from schemas.provenance import Provenance
from schemas.record import Image, Label, Record

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
BY = Provenance(stage="test", backend="test")


def record(size: tuple[int, int] = (100, 100), given: Given | None = None, **fields: Any) -> Record:
    picture = Image(width=size[0], height=size[1], source_sha256="", num_bytes=1, is_verbatim=True)
    known = {"key": "t/1", "source": "t", "identity": "t", "content": "t", "image": picture, "given": given or Given()}
    return Record(**(known | fields))


def thing(label: str, box: Box = (10, 10, 30, 30), **fields: Any) -> GivenObject:
    return GivenObject(label=label, box=box, source="t", **fields)


def labels(*names: str) -> tuple[Label, ...]:
    return tuple(Label(name=name, by=BY) for name in names)


def kept(stage: Stage, given: Record) -> Kept:
    outcome = asyncio.run(stage.run(given))
    assert isinstance(outcome, Kept)
    return outcome


def rules(outcome: Kept) -> list[str]:
    return [drop.rule for drop in outcome.dropped]


def assert_books_balance(outcome: Kept) -> None:
    """Every stage under test makes one kind of item: made = kept + dropped."""
    (items,), (made,) = outcome.adds.values(), outcome.made.values()
    assert made == len(items) + len(outcome.dropped)


def through(stages: Sequence[Stage], given: Record) -> Record:
    for stage in stages:
        outcome = kept(stage, given)
        assert_books_balance(outcome)
        given = given.model_copy(update=dict(outcome.adds))
    return given


def coco() -> Iterator[Record]:
    folder = SHARED / "coco" / "annotations"
    if not folder.is_dir():
        pytest.skip("needs the real COCO sample in ../shared/data/coco")
    told = json.loads((folder / "instances_val2017.json").read_text())
    names = {category["id"]: category["name"] for category in told["categories"]}
    objects: dict[int, list[GivenObject]] = {}
    for one in told["annotations"]:
        box = round_box(from_xywh(one["bbox"]))
        objects.setdefault(one["image_id"], []).append(
            GivenObject(label=names[one["category_id"]], box=box, source="coco", is_crowd=bool(one["iscrowd"]))
        )
    captions: dict[int, list[GivenCaption]] = {}
    for one in json.loads((folder / "captions_val2017.json").read_text())["annotations"]:
        captions.setdefault(one["image_id"], []).append(GivenCaption(text=one["caption"], source="coco"))
    for image in told["images"]:
        given = Given(captions=tuple(captions.get(image["id"], ())), objects=tuple(objects.get(image["id"], ())))
        yield record((image["width"], image["height"]), given)


def visual_genome() -> Iterator[Record]:
    folder = SHARED / "visual_genome" / "annotations_v1_2"
    if not folder.is_dir():
        pytest.skip("needs the real Visual Genome sample in ../shared/data/visual_genome")
    names = ("image_data", "objects", "relationships", "region_descriptions")
    for image, held, related, told in zip(
        *(json.loads((folder / f"{n}.json").read_text()) for n in names), strict=True
    ):
        size = image["width"], image["height"]
        places = {one["object_id"]: index for index, one in enumerate(held["objects"])}
        yield record(
            size,
            Given(
                objects=tuple(
                    GivenObject(
                        label=one["names"][0], box=_box(one, size), source="vg", synset=(*one["synsets"], "")[0]
                    )
                    for one in held["objects"]
                ),
                relations=tuple(
                    GivenRelation(
                        subject=places[one["subject"]["object_id"]],
                        predicate=one["predicate"],
                        object=places[one["object"]["object_id"]],
                        source="vg",
                    )
                    for one in related["relationships"]
                ),
                phrases=tuple(
                    GivenPhrase(text=one["phrase"], box=_box(one, size), source="vg") for one in told["regions"]
                ),
            ),
        )


def _box(one: dict[str, Any], size: tuple[int, int]) -> Box:
    wide, high = one.get("w", one.get("width")), one.get("h", one.get("height"))
    return round_box(clip(from_xywh((one["x"], one["y"], wide, high)), size))
