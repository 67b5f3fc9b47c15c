"""instances.json and captions.json: COCO's own reader finds in them what is in the pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from pipeline.scenes import SCENE_LABELS, coco, render
from pipeline.scenes.truth import Scene
from tests.scenes.conftest import COUNT, SEED

OFFICIAL = {
    "car": (3, "vehicle"),
    "traffic light": (10, "outdoor"),
    "sheep": (20, "animal"),
    "sports ball": (37, "sports"),
    "cup": (47, "kitchen"),
    "banana": (52, "food"),
    "couch": (63, "furniture"),
    "mouse": (74, "electronic"),
    "vase": (86, "indoor"),
}


@pytest.fixture(scope="module")
def reader(scenes: Path) -> COCO:
    return COCO(str(scenes / "coco/instances.json"))


def test_layout(scenes: Path) -> None:
    instances = json.loads((scenes / "coco/instances.json").read_text())
    captions = json.loads((scenes / "coco/captions.json").read_text())
    assert set(instances) == {"info", "licenses", "images", "annotations", "categories"}
    assert set(captions) == {"info", "licenses", "images", "annotations"}
    assert captions["images"] == instances["images"]
    fields = {"segmentation", "area", "iscrowd", "image_id", "bbox", "category_id", "id"}
    assert all(set(one) == fields for one in instances["annotations"])
    for annotations in (instances["annotations"], captions["annotations"]):
        assert [one["id"] for one in annotations] == list(range(1, len(annotations) + 1))


def test_pictures_are_as_large_as_said(scenes: Path, reader: COCO) -> None:
    for image in reader.loadImgs(reader.getImgIds()):
        with Image.open(scenes / "images" / image["file_name"]) as picture:
            assert picture.size == (image["width"], image["height"])
            assert all(160 <= side <= 480 for side in picture.size)


def test_categories_are_official(reader: COCO) -> None:
    found = {one["name"]: (one["id"], one["supercategory"]) for one in reader.loadCats(reader.getCatIds())}
    assert tuple(found) == SCENE_LABELS
    assert OFFICIAL.items() <= found.items()
    assert all(number <= 90 or number >= 1001 for number, _ in found.values())
    assert len({number for number, _ in found.values()}) == len(found)


@pytest.mark.parametrize("index", range(COUNT))
def test_masks_boxes_and_areas_are_the_visible_parts(reader: COCO, index: int) -> None:
    ids = render(SEED, index).ids
    annotations = reader.loadAnns(reader.getAnnIds(imgIds=[index + 1]))
    assert sorted({one for one in np.unique(ids) if 0 < one < 200}) == list(range(1, len(annotations) + 1))
    for number, one in enumerate(annotations, start=1):
        truth, mask = ids == number, reader.annToMask(one).astype(bool)
        assert (truth & mask).sum() / (truth | mask).sum() >= 0.9
        ys, xs = np.nonzero(truth)
        x, y, width, height = one["bbox"]
        assert (x, y, x + width, y + height) == (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
        assert one["area"] == truth.sum()


def test_a_crowd_is_run_lengths_and_exact() -> None:
    found = (render(SEED, i) for i in range(200))
    rendered = next(one for one in found if any(thing.crowd for thing in one.scene.things))
    scene = rendered.scene
    number = next(i for i, one in enumerate(scene.things) if one.crowd)
    crowd = coco.instance(scene.things[number], 1, 1, scene)
    assert crowd["iscrowd"] == 1
    assert np.array_equal(_decoded(crowd, scene), rendered.ids == number + 1)


def _decoded(crowd: dict[str, object], scene: Scene) -> np.ndarray:
    reader = COCO()
    reader.imgs = {1: {"height": scene.height, "width": scene.width}}
    return np.asarray(reader.annToMask(crowd), dtype=bool)


def test_two_to_five_captions_a_picture(reader: COCO, scenes: Path) -> None:
    captions = json.loads((scenes / "coco/captions.json").read_text())["annotations"]
    for number in reader.getImgIds():
        own = [one["caption"] for one in captions if one["image_id"] == number]
        assert 2 <= len(own) <= 5
        assert len(set(own)) == len(own)
        assert all(text[0].isupper() and text.endswith(".") for text in own)
