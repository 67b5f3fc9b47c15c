"""The round trip that counts: what a consumer sees at the exported coordinates is the thing they speak of."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from schemas.frames import SmartResized
from tests.exports.conftest import Publish, exported
from tests.exports.scene import BOXES, COLORS

View = Callable[[Image.Image], Image.Image]
NUMBERS = re.compile(r"\[(-?[\d.]+), (-?[\d.]+), (-?[\d.]+), (-?[\d.]+)\]")
ORDER = {0: ["red"], 1: ["green", "white", "white", "white"], 2: ["red"]}
"""What the coordinates of each conversation of a scene speak of, in their order."""


def is_all(image: Image.Image, box: tuple[float, ...], color: str) -> bool:
    """Whether the picture shows this colour, all of the place and hardly any around it (2 px for rounding, JPEG)."""
    x0, y0, x1, y1 = box
    inside = np.asarray(image.crop((round(x0) + 2, round(y0) + 2, round(x1) - 2, round(y1) - 2))).astype(int)
    around = np.asarray(image.crop((round(x0) - 4, round(y0) - 4, round(x1) + 4, round(y1) + 4))).astype(int)
    is_color = np.abs(around - COLORS[color]).max(axis=2) < 60
    edges = is_color[0].mean(), is_color[-1].mean(), is_color[:, 0].mean(), is_color[:, -1].mean()
    return bool((np.abs(inside - COLORS[color]).max(axis=2) < 60).all()) and max(edges) < 0.1


def padded(image: Image.Image) -> Image.Image:
    """What LLaVA's loader does to a picture before the model sees it."""
    side = max(image.size)
    square = Image.new("RGB", (side, side), (122, 116, 104))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square


def rows_of(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


def said(row: dict[str, Any]) -> Iterator[tuple[float, ...]]:
    for turn in row["conversations"]:
        for found in NUMBERS.finditer(turn["value"]):
            yield tuple(float(number) for number in found.groups())


def scale(numbers: tuple[float, ...], wide: float, high: float) -> tuple[float, ...]:
    return numbers[0] * wide, numbers[1] * high, numbers[2] * wide, numbers[3] * high


@pytest.mark.parametrize(
    ("name", "options", "files", "view", "unit"),
    [
        ("llava", {}, ".json", padded, 1),
        ("llava", {"frame": "unit"}, ".json", None, 1),
        ("llama-factory", {}, ".jsonl", None, 1),
        ("llama-factory", {"frame": "thousandths"}, ".jsonl", None, 1000),
        ("qwen3-vl", {}, ".jsonl", None, 1000),
    ],
)
def test_relative_coordinates_find_the_thing(
    publish: Publish, name: str, options: dict[str, str], files: str, view: View | None, unit: int
) -> None:
    press = publish("grounding")
    tasks = ["text_to_coordinate", "coordinate_to_text"]
    done = exported(press, name, tasks=tasks, **options)
    rows = [row for split in ("train", "val") for row in rows_of(done.out / f"{split}{files}")]
    assert len(rows) == 12
    for number, row in enumerate(rows):
        image = Image.open(done.out / (row.get("image") or row["images"][0])).convert("RGB")
        seen = view(image) if view else image
        found = [scale(box, seen.width / unit, seen.height / unit) for box in said(row)]
        colors = ORDER[number % 2]
        assert len(found) == len(colors)
        assert all(is_all(seen, box, color) for box, color in zip(found, colors, strict=True)), row


@pytest.mark.parametrize("limits", [{}, {"min_pixels": 100 * 28 * 28, "max_pixels": 140 * 28 * 28}])
def test_qwen25_coordinates_find_the_thing_in_the_resized_picture(publish: Publish, limits: dict[str, int]) -> None:
    done = exported(publish("grounding"), "qwen2.5-vl", **limits)
    marker = json.loads((done.out / "export.json").read_text())["frame"]
    frame = SmartResized(marker["min_pixels"], marker["max_pixels"])
    rows = [row for split in ("train", "val") for row in rows_of(done.out / f"{split}.jsonl")]
    assert len(rows) == 18
    for number, row in enumerate(rows):
        pictures = [row["image"]] if "image" in row else row["images"]
        marks = sum(turn["value"].count("<image>") for turn in row["conversations"])
        assert marks == len(pictures)
        image = Image.open(done.out / next(p for p in pictures if p.startswith("images/"))).convert("RGB")
        seen = image.resize(frame.resized(image.size))
        found = list(said(row))
        assert len(found) == len(ORDER[number % 3])
        assert all(is_all(seen, box, color) for box, color in zip(found, ORDER[number % 3], strict=True))


def test_swift_boxes_are_pixels_of_the_picture_that_image_id_numbers(publish: Publish) -> None:
    done = exported(publish("grounding"), "ms-swift")
    rows = [row for split in ("train", "val") for row in rows_of(done.out / f"{split}.jsonl")]
    assert [row["objects"]["image_id"] for row in rows[:3]] == [[0], [0, 0, 0, 0], [2]]
    for number, row in enumerate(rows):
        text = "".join(message["content"] for message in row["messages"])
        assert text.count("<bbox>") == len(row["objects"]["bbox"]) and text.count("<image>") == len(row["images"])
        for box, at, color in zip(row["objects"]["bbox"], row["objects"]["image_id"], ORDER[number % 3], strict=True):
            assert tuple(box) == BOXES[color]
            assert is_all(Image.open(done.out / row["images"][at]).convert("RGB"), tuple(box), color)


def test_swift_documents_name_and_place_what_they_show(publish: Publish) -> None:
    done = exported(publish("multigrained"), "ms-swift")
    rows = [row for split in ("train", "val") for row in rows_of(done.out / f"{split}-pretrain.jsonl")]
    assert len(rows) == 6
    for row in rows:
        text, objects = row["messages"][0]["content"], row["objects"]
        assert [m["role"] for m in row["messages"]] == ["assistant"]
        assert text.count("<image>") == len(row["images"]) == 4
        assert text.count("<bbox>") == text.count("<ref-object>") == len(objects["bbox"]) == 3
        image = Image.open(done.out / row["images"][0]).convert("RGB")
        for box, path, color in zip(objects["bbox"], row["images"][1:], objects["ref"], strict=True):
            assert is_all(image, tuple(box), color)
            assert middle_is(Image.open(done.out / path), color)


def middle_is(image: Image.Image, color: str) -> bool:
    pixel = np.asarray(image.convert("RGB")).astype(int)[image.height // 2, image.width // 2]
    return bool(np.abs(pixel - COLORS[color]).max() < 60)


@pytest.mark.parametrize(("frame", "unit"), [("unit", 1), ("thousandths", 1000)])
def test_obelics_texts_place_what_object_images_show(publish: Publish, frame: str, unit: int) -> None:
    done = exported(publish("multigrained"), "obelics", frame=frame)
    for row in obelics_rows(done.out):
        images, texts = list(row["images"]), list(row["texts"])
        seen = Image.open(done.out / images[0]).convert("RGB")
        found = [NUMBERS.search(line) for text in texts if text for line in text.split("\n") if NUMBERS.search(line)]
        about = [m for m in json.loads(row["metadata"]) if m and "label" in m]
        assert len(found) == len(about) == 3
        for numbers, one in zip(found, about, strict=True):
            assert numbers is not None
            box = tuple(float(v) for v in numbers.groups())
            assert is_all(seen, scale(box, seen.width / unit, seen.height / unit), one["label"])


@pytest.mark.parametrize("recipe", ["multigrained", "multigrained-compact"])
def test_obelics_object_images_show_what_their_metadata_say(publish: Publish, recipe: str) -> None:
    """Also where a document shows a square of the picture: the square is exported, and boxes are its pixels."""
    done = exported(publish(recipe), "obelics")
    rows = obelics_rows(done.out)
    assert len(rows) == 6
    for row in rows:
        positions = list(zip(row["images"], row["texts"], json.loads(row["metadata"]), strict=True))
        assert all(
            (image is None) != (text is None) and (about is None) == (image is None) for image, text, about in positions
        )
        ((view, size),) = [(image, about) for image, _, about in positions if about and "label" not in about]
        seen = Image.open(done.out / view).convert("RGB")
        assert seen.size == (size["original_width"], size["original_height"])
        shown = [(image, about) for image, _, about in positions if about and "label" in about]
        assert shown
        for path, about in shown:
            assert is_all(seen, tuple(about["box"]), about["label"])
            assert middle_is(Image.open(done.out / path), about["label"])


def obelics_rows(out: Path) -> list[dict[str, Any]]:
    return pd.concat([pd.read_parquet(out / f"{split}.parquet") for split in ("train", "val")]).to_dict("records")


@pytest.mark.parametrize("recipe", ["multigrained", "multigrained-compact", "grounding"])
def test_coco_boxes_are_pixels_of_the_exported_picture(publish: Publish, recipe: str) -> None:
    done = exported(publish(recipe), "coco")
    for split in ("train", "val"):
        body = json.loads((done.out / f"instances_{split}.json").read_text())
        images = {image["id"]: image for image in body["images"]}
        names = {category["id"]: category["name"] for category in body["categories"]}
        assert body["annotations"]
        for one in body["annotations"]:
            x, y, w, h = one["bbox"]
            image = images[one["image_id"]]
            seen = Image.open(done.out / "images" / image["file_name"]).convert("RGB")
            assert seen.size == (image["width"], image["height"]) and one["area"] == w * h
            assert is_all(seen, (x, y, x + w, y + h), names[one["category_id"]])
