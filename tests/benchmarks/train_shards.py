"""Shards for the trainer's benchmarks: 300 rendered scenes, published once."""

import tempfile
from pathlib import Path

from jobs.cli import main

COUNT = 300


def published() -> Path:
    """The folder of recipes."""
    out = Path(tempfile.gettempdir()) / f"multigrain-train-benchmark-{COUNT}"
    if not (out / "shards" / "grounding" / "manifest.json").exists():
        settings = [f"out={out}", f"source.count={COUNT}", "publish.recipes=[multigrained,grounding]"]
        told = [word for setting in settings for word in ("--set", setting)]
        if main(["run", "jobs/demo.yaml", "--engine", "local", *told]) != 0:
            raise RuntimeError("the scenes could not be published")
    return out / "shards"
