"""A small job that asks a model four kinds of questions, and what its server's log says of money spent twice."""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.datasets import coco_job, make_coco
from tests.front_door import write_job
from tests.server.process import ServerProcess

PICTURES = 24
KEY = "sk-test-1b5e7f90c2"
LIMIT = 8


def job(folder: Path, url: str, out: str = "out", **changes: Any) -> Path:
    """Captions, descriptions, relations and questions by a model, labels and boxes by annotations."""
    if not (folder / "data").exists():
        make_coco(folder / "data", PICTURES)
    model = {
        "backend": "openai",
        "model": "m",
        "base_url": url,
        "limit": LIMIT,
        "api_key_env": "MULTIGRAIN_TEST_KEY",
        "prices": {"input": 1.0, "output": 2.0},
        "patience_s": 5,
        "timeout_s": 5,
    }
    stages: dict[str, Any] = {name: dict(model) for name in ("caption", "describe", "relate", "ask")}
    stages |= {"recognize": {}, "ground": {}, "check": {"min_crop_area": 0.0}}
    for name, change in changes.pop("stages", {}).items():
        stages[name] = stages.get(name, dict(model)) | change
    body = coco_job(folder / "data", folder / out, name="asked") | {
        "stages": stages,
        "publish": {"recipes": ["multigrained", "grounding"]},
        "execution": {"where": "local", **changes.pop("execution", {})},
    }
    return write_job(folder / f"{out}.yaml", body)


def doubled(server: ServerProcess) -> int:
    """Requests answered for a body that had been answered before."""
    answered = Counter(request["request"] for request in server.requests if request["done"] == "answered")
    return sum(count - 1 for count in answered.values())
