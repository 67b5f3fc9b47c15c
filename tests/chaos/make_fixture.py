"""`python -m tests.chaos.make_fixture NAME`: a small finished run as fixtures/NAME, kept for later versions."""

import contextlib
import os
import sys
from pathlib import Path

import yaml

from jobs.cli import main
from tests.datasets import coco_job, make_coco

FIXTURES = Path(__file__).parent / "fixtures"
PICTURE_TIME = 1_600_000_000
"""Times of change tell whether pictures changed, and a checkout does not keep them: who uses a fixture sets them."""


def set_times(data: Path) -> None:
    for path in data.rglob("*"):
        os.utime(path, (PICTURE_TIME, PICTURE_TIME))


def make(name: str) -> int:
    folder = FIXTURES / name
    folder.mkdir(parents=True)
    with contextlib.chdir(folder):
        make_coco(Path("data"), 4)
        set_times(Path("data"))
        body = coco_job(Path("data"), Path("out"))
        body["stages"] = {"caption": {}, "recognize": {}, "ground": {}}
        body["publish"] = {
            "recipes": ["caption", "caption+label"],
            "shard": {"max_documents": 2},
            "split": {"val": 0.4},
        }
        Path("job.yaml").write_text(yaml.safe_dump(body))
        return main(["run", "job.yaml", "--engine", "local"])


if __name__ == "__main__":
    sys.exit(make(sys.argv[1]))
