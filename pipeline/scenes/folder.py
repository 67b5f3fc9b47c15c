"""Whether a folder of scenes is complete, unfinished or somebody else's."""

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from pipeline.scenes.layout import Framing

FORMAT = "multigrain scenes"
VERSION = 2  # raised whenever the same seed would give other bytes

_COMPLETE = "scenes.json"
_UNFINISHED = ".scenes-unfinished"
_OWN = ("images", "coco", "visual_genome")

State = Literal["complete", "unfinished", "empty"]


def state(root: Path, wanted: dict[str, object]) -> State:
    """What stands at `root`; "unfinished" also for a complete folder of other `content`.

    Raises ValueError when the folder holds something that this package did not write.
    """
    if not root.exists() or (root.is_dir() and not any(root.iterdir())):
        return "empty"
    if (root / _UNFINISHED).exists():
        return "unfinished"
    found = _read(root / _COMPLETE)
    if found.get("format") != FORMAT:
        raise ValueError(f"{root} is not a folder of scenes and not empty; choose another folder")
    return "complete" if found == wanted else "unfinished"


def begin(root: Path) -> None:
    """Clear away what an earlier rendering left, and mark the folder as unfinished."""
    root.mkdir(parents=True, exist_ok=True)
    (root / _UNFINISHED).touch()
    (root / _COMPLETE).unlink(missing_ok=True)
    for name in _OWN:
        shutil.rmtree(root / name, ignore_errors=True)


def finish(root: Path, content: dict[str, object]) -> None:
    """Say that the folder is complete; the last thing written."""
    temporary = root / f"{_COMPLETE}.part"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(root / _COMPLETE)
    (root / _UNFINISHED).unlink()


def content(count: int, seed: int, framing: Framing) -> dict[str, object]:
    """What a complete folder says of itself."""
    said = {"format": FORMAT, "version": VERSION, "count": count, "seed": seed, "complete": True}
    return {**said, **asdict(framing)}


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
