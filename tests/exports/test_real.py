"""Exports of real COCO pictures: every coordinate leads back to a box of COCO's own annotation file."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.frames import Frame, PaddedSquare, SmartResized, Thousandths, Unit
from schemas.geometry import Box, Size, from_xywh
from tests.front_door import multigrain, write_job

COCO = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "coco"
INSTANCES = COCO / "annotations/instances_val2017.json"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not INSTANCES.is_file(), reason=f"the real data is not there: {INSTANCES}"),
]

NUMBERS = re.compile(r"\[(\d+(?:\.\d+)?(?:, ?\d+(?:\.\d+)?){3})\]")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures, their boxes and questions."""
    from jobs.cli import main

    root = tmp_path_factory.mktemp("real")
    source = {"kind": "coco", "images": str(COCO / "val2017"), "instances": str(INSTANCES)}
    stages: dict[str, Any] = {"recognize": {}, "ground": {"min_side_px": 0}, "describe": {}, "relate": {}, "ask": {}}
    body = {"name": "real", "source": source, "stages": stages, "out": str(root / "run")}
    body["publish"] = {"recipes": ["fine", "grounding"], "split": {"val": 0}}
    assert main(["run", str(write_job(root / "job.yaml", body)), "--engine", "local", "--limit", "12", "--json"]) == 0
    return root / "run"


@pytest.fixture(scope="module")
def official() -> dict[str, tuple[Size, list[Box]]]:
    """Key -> size and all boxes, as COCO's file has them."""
    body = json.loads(INSTANCES.read_text())
    boxes = defaultdict(list)
    for one in body["annotations"]:
        boxes[one["image_id"]].append(from_xywh(one["bbox"]))
    return {
        f"coco/{image['id']:012d}": ((image["width"], image["height"]), boxes[image["id"]]) for image in body["images"]
    }


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Key, and all that is said about it."""
    content = path.read_text(encoding="utf-8")
    rows = json.loads(content) if content.startswith("[") else [json.loads(line) for line in content.splitlines()]
    for row in rows:
        yield row["id"].partition("#")[0], " ".join(turn["value"] for turn in row["conversations"])


def off(back: Box, boxes: Iterable[Box], tolerance: tuple[float, float]) -> float:
    """How far the best official box is beyond the tolerance; 0: within."""
    slack = (*tolerance, *tolerance)
    return min(max(abs(a - b) - s for a, b, s in zip(back, box, slack, strict=True)) for box in boxes)


@pytest.mark.parametrize(
    ("name", "file", "frame", "options"),
    [
        ("llava", "train.json", Unit(), ["--frame", "unit", "--task", "text_to_coordinate"]),
        ("llava", "train.json", PaddedSquare(), ["--frame", "padded", "--task", "text_to_coordinate"]),
        ("qwen2.5-vl", "train.jsonl", SmartResized(), []),
        ("qwen3-vl", "train.jsonl", Thousandths(), []),
    ],
)
def test_every_coordinate_said_is_an_official_box(
    run: Path, official: Any, tmp_path: Path, capsys: Any, name: str, file: str, frame: Frame, options: list[str]
) -> None:
    out = tmp_path / "out"
    code, body = multigrain(capsys, "export", run, "--format", name, "--recipe", "grounding", "--out", out, *options)
    assert code == 0 and body["frame"] == frame.name
    met = 0
    for key, said in texts(out / file):
        size, boxes = official[key]
        for found in NUMBERS.findall(said):
            back = frame.to_pixels([float(number) for number in found.split(",")], size)
            assert off(back, boxes, frame.tolerance(size)) < 0.02, (key, found)
            met += 1
    assert met > 20


def test_the_exported_instances_are_the_official_ones(run: Path, official: Any, tmp_path: Path, capsys: Any) -> None:
    code, _ = multigrain(capsys, "export", run, "--format", "coco", "--recipe", "fine", "--out", tmp_path / "out")
    body = json.loads((tmp_path / "out/instances_train.json").read_text())
    keys = {image["id"]: image["key"] for image in body["images"]}
    found = defaultdict(list)
    for one in body["annotations"]:
        found[keys[one["image_id"]]].append(from_xywh(one["bbox"]))
    assert code == 0 and len(found) >= 10
    for key, boxes in found.items():
        wanted = official[key][1]
        assert len(boxes) == len(wanted) and all(off(box, wanted, (0, 0)) < 0.02 for box in boxes)
        assert all(off(box, boxes, (0, 0)) < 0.02 for box in wanted)
