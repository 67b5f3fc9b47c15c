"""The matrix's job: small, quick to resume, and through every kind of commit point there is."""

from pathlib import Path
from typing import Any

from tests.datasets import coco_job, make_coco
from tests.front_door import write_job

COUNT = 5
SHARD = 2


def small_job(folder: Path, count: int = COUNT, **more: Any) -> Path:
    """A job over `count` pictures in `folder`/data, its run in `folder`/out; three stages, two recipes."""
    if not (folder / "data").exists():
        make_coco(folder / "data", count)
    body = coco_job(folder / "data", folder / "out")
    body["stages"] = {"caption": {}, "recognize": {}, "ground": {}}
    body["publish"] = {
        "recipes": ["caption", "caption+label"],
        "shard": {"max_documents": SHARD},
        "split": {"val": 0.4},
    }
    return write_job(folder / "job.yaml", body | more)
