"""One round: a run is killed, what readers see is checked, it is run again, and everything is compared."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.child import KILLED, NEVER, Ended, in_child
from tests.chaos.judge import Rows, computed, faults_of, ledger_rows
from tests.chaos.points import Fault
from tests.front_door import digests

GOOD = "same bytes"


@dataclass(frozen=True)
class Round:
    """`outcome` is GOOD, or what went wrong."""

    killed: str
    phase: str
    outcome: str


@dataclass(frozen=True)
class Undisturbed:
    """What the job makes when nobody interferes, and the commit points it passes."""

    shards: dict[str, str]
    rows: Rows
    points: Sequence[str]


def undisturbed(folder: Path, job: Path, *more: str) -> Undisturbed:
    """Leaves its finished run in `folder`/out."""
    ended = run(folder, job, *more)
    assert ended.code == 0, ended.words
    return Undisturbed(digests(folder / "out/shards"), ledger_rows(folder / "out"), ended.points)


def run(folder: Path, job: Path, *more: str, fault: Fault = NEVER) -> Ended:
    return in_child(folder, ["run", job, "--engine", "local", *more], fault)


def phases(points: Sequence[str]) -> list[str]:
    """Of each point. A write not yet under its own name belongs to the phase of the place it is meant for."""
    found, last = list[str](), "start or end"
    for point in reversed(points):
        place = point.split(" ", 2)[2]
        if place.startswith(("work/import", "inputs")):
            last = "import"
        elif place.startswith("ledger"):
            last = "annotate"
        elif place.startswith(("work/publish", "shards", "scratch")):
            last = "publish"
        elif not place.startswith((".", "work")):
            last = "start or end"
        found.append(last)
    return found[::-1]


def kill_at(folder: Path, job: Path, point: int, wanted: Undisturbed, start: Path | None, *more: str) -> Round:
    """Killed at one commit point of a run that starts from a copy of `start` (nothing: from no folder at all)."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    if start is not None:
        shutil.copytree(start, folder / "out")
    killed = run(folder, job, *more, fault=Fault(point))
    if killed.code != KILLED:
        return Round("driver", "?", f"point {point} was not reached: {killed.code} {killed.words}")
    durable = len(ledger_rows(folder / "out"))
    found = list(torn(folder / "out"))
    resumed = run(folder, job, *more)
    if resumed.code != 0:
        found.append(f"the second run ended with {resumed.code}: {resumed.words}")
    else:
        if computed(resumed.body) != len(wanted.rows) - durable:
            found.append(f"{computed(resumed.body)} rows computed, {len(wanted.rows) - durable} were not durable")
        found.extend(faults_of(folder, wanted.shards, wanted.rows))
    phase, name = phases(wanted.points)[point - 1], wanted.points[point - 1]
    return Round("driver", phase, f"{point}, {name}: {'; '.join(found)}" if found else GOOD)


def torn(out: Path) -> Iterator[str]:
    """What a reader who comes right after the kill must never meet: a manifest that promises what is not there."""
    for path in out.glob("shards*/*/manifest.json"):
        for shard in json.loads(path.read_bytes())["shards"]:
            file = path.parent / shard["path"]
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != shard["sha256"]:
                yield f"{path.parent.name}/{shard['path']} is not what the manifest says"
