"""The Visual Genome files: v1.2's own field names, and the same pictures as COCO's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scenes.conftest import COUNT

PLACE = {"synsets", "h", "object_id", "w", "y", "x"}
OBJECT = PLACE | {"names"}


@pytest.fixture(scope="module")
def genome(scenes: Path) -> dict[str, list[dict[str, Any]]]:
    return {path.stem: json.loads(path.read_text()) for path in (scenes / "visual_genome").glob("*.json")}


def items(genome: dict[str, list[dict[str, Any]]], file: str, field: str) -> list[dict[str, Any]]:
    return [item for entry in genome[file] for item in entry[field]]


def test_field_names(genome: dict[str, list[dict[str, Any]]]) -> None:
    data = {"width", "url", "height", "image_id", "coco_id", "flickr_id"}
    assert all(set(entry) == data for entry in genome["image_data"])
    assert all(set(one) == OBJECT for one in items(genome, "objects", "objects"))
    assert all(set(one) - {"attributes"} == OBJECT for one in items(genome, "attributes", "attributes"))
    for one in items(genome, "relationships", "relationships"):
        assert set(one) == {"predicate", "object", "relationship_id", "synsets", "subject"}
        assert set(one["subject"]) == set(one["object"]) == PLACE | {"name"}
    region = {"region_id", "width", "height", "image_id", "phrase", "y", "x"}
    assert all(set(one) == region for one in items(genome, "region_descriptions", "regions"))
    for one in items(genome, "question_answers", "qas"):
        assert set(one) == {"a_objects", "question", "image_id", "qa_id", "answer", "q_objects"}
        assert all(set(thing) == OBJECT for thing in one["a_objects"] + one["q_objects"])


def test_every_file_has_every_picture(genome: dict[str, list[dict[str, Any]]]) -> None:
    expected = [2_000_000 + number for number in range(1, COUNT + 1)]
    for file, entries in genome.items():
        id_field = "id" if file in ("region_descriptions", "question_answers") else "image_id"
        assert [entry[id_field] for entry in entries] == expected


def test_coco_id_names_the_same_picture(scenes: Path, genome: dict[str, list[dict[str, Any]]]) -> None:
    coco = {one["id"]: one for one in json.loads((scenes / "coco/instances.json").read_text())["images"]}
    for entry in genome["image_data"]:
        twin = coco[entry["coco_id"]]
        assert (entry["width"], entry["height"]) == (twin["width"], twin["height"])
        own = scenes / "visual_genome/images" / f"{entry['image_id']}.jpg"
        assert own.read_bytes() == (scenes / "images" / twin["file_name"]).read_bytes()


def test_ids_are_unique_and_agree(genome: dict[str, list[dict[str, Any]]]) -> None:
    objects = {one["object_id"]: one for one in items(genome, "objects", "objects")}
    assert len(objects) == len(items(genome, "objects", "objects"))
    for one in items(genome, "attributes", "attributes"):
        assert {key: value for key, value in one.items() if key != "attributes"} == objects[one["object_id"]]
    for one in items(genome, "relationships", "relationships"):
        for end in (one["subject"], one["object"]):
            assert objects[end["object_id"]]["names"] == [end["name"]]
    for file, field, id_field in (
        ("relationships", "relationships", "relationship_id"),
        ("region_descriptions", "regions", "region_id"),
        ("question_answers", "qas", "qa_id"),
    ):
        numbers = [one[id_field] for one in items(genome, file, field)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_boxes_lie_in_the_picture(genome: dict[str, list[dict[str, Any]]]) -> None:
    sizes = {entry["image_id"]: (entry["width"], entry["height"]) for entry in genome["image_data"]}
    for entry in genome["objects"]:
        width, height = sizes[entry["image_id"]]
        for one in entry["objects"]:
            assert 0 <= one["x"] < one["x"] + one["w"] <= width
            assert 0 <= one["y"] < one["y"] + one["h"] <= height
