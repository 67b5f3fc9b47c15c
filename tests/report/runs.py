"""Small real runs for the report's tests: scenes, a data set that attacks the reader, and pictures that weigh much."""

import contextlib
import io
import json
import random
from pathlib import Path
from typing import Any

from PIL import Image

from jobs.cli import main
from tests.datasets import coco_job, make_coco
from tests.front_door import write_job

ATTACK = "<script>window.pwned=1</script>"
TEXTS = (
    ATTACK,
    '"><img src=x onerror="window.pwned=2">',
    "</style></script></title><svg onload=window.pwned=3>",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt; 'quoted' \u202etxt",
)
"""Captions and names as no annotator writes them, and a hostile one would."""
LABEL = "<img src=x onerror=window.pwned=4>dog"


def run(path: Path, body: dict[str, Any], *options: str) -> Path:
    """Runs the job in this process; returns its run folder."""
    _quietly("run", str(write_job(path, body)), "--engine", "local", *options)
    return Path(body["out"])


def reported(folder: Path) -> Path:
    """Writes its report; returns the folder."""
    _quietly("report", str(folder))
    return folder


def _quietly(*arguments: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(arguments) == 0


def scenes_run(root: Path, count: int = 4) -> Path:
    body = {
        "name": "scenes",
        "source": {"kind": "scenes", "count": count, "seed": 3},
        "publish": {"recipes": ["multigrained+relation", "grounding", "caption"]},
        "out": str(root / "run"),
    }
    return run(root / "job.yaml", body)


def strict_run(root: Path) -> Path:
    """Nearly every question with an object image is left out."""
    body = {
        "name": "strict",
        "source": {"kind": "scenes", "count": 4, "seed": 3},
        "stages": {
            **{stage: {} for stage in ("caption", "recognize", "ground", "describe", "relate", "ask")},
            "check": {"min_crop_area": 0, "max_crop_area": 0.01},
        },
        "publish": {"recipes": ["caption"]},
        "out": str(root / "run"),
    }
    return run(root / "job.yaml", body)


def hostile_run(root: Path) -> Path:
    """Captions and a label that would be code in a page that did not escape; one picture is cut off, one is tiny."""
    data = make_coco(root / "data", 6)
    captions = json.loads((data / "captions.json").read_text())
    for one, text in zip(captions["annotations"], (*TEXTS, *TEXTS), strict=False):
        one["caption"] = text
    (data / "captions.json").write_text(json.dumps(captions))
    instances = json.loads((data / "instances.json").read_text())
    for category in instances["categories"]:
        category["name"] = LABEL if category["name"] == "dog" else category["name"]
    (data / "instances.json").write_text(json.dumps(instances))
    cut_off = data / "images" / "000000000006.jpg"
    cut_off.write_bytes(cut_off.read_bytes()[:400])
    body = coco_job(data, root / "run", name="hostile")
    body["publish"]["recipes"] = ["multigrained", "caption", "grounding"]
    return run(root / "job.yaml", body)


def heavy_run(root: Path, count: int) -> Path:
    """Pictures of black and white dots: noise is the worst that a JPEG can hold."""
    data = make_coco(root / "data", count, size=(640, 640))
    for path in sorted((data / "images").glob("*.jpg")):
        dots = Image.frombytes("L", (640, 640), random.Random(path.name).randbytes(640 * 640))
        dots.point(lambda value: 255 * (value > 127)).convert("RGB").save(path, quality=85)
    body = coco_job(data, root / "run", name="heavy")
    body["publish"]["recipes"] = ["caption"]
    return run(root / "job.yaml", body)
