"""A run killed at half way and run again, beside an undisturbed one: stage computations and seconds of both together.

One argument: how many scenes (2,000). In-process, so that each second is this run's; start-up is not counted.
"""

import shutil
import sys
import time
from pathlib import Path

import yaml

from tests.benchmarks.scenes_run import FOLDER, imported
from tests.chaos.child import KILLED
from tests.chaos.judge import computed, ledger_rows
from tests.chaos.points import Fault
from tests.chaos.rounds import run
from tests.front_door import digests

COUNT, AIM = 2000, 1.05


def scenes_job(folder: Path, count: int) -> Path:
    """Over the scenes that the other benchmarks rendered."""
    imported(count)
    scenes = next((FOLDER / f"scenes-{count}/scratch").absolute().glob("scenes-*"))
    source = {
        "kind": "coco",
        "images": str(scenes / "images"),
        "instances": str(scenes / "coco/instances.json"),
        "captions": str(scenes / "coco/captions.json"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    job = folder / "job.yaml"
    job.write_text(yaml.safe_dump({"name": "resume", "source": source, "out": str(folder / "out")}))
    return job


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    folder = (FOLDER / "resume").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    job = scenes_job(folder, count)
    run(folder, job, "--limit", "1")  # the server of forks is up, files are in the page cache
    shutil.rmtree(folder / "out")
    start = time.perf_counter()
    whole = run(folder, job)
    alone = time.perf_counter() - start
    wanted = digests(folder / "out/shards")
    shutil.rmtree(folder / "out")
    start = time.perf_counter()
    killed = run(folder, job, fault=Fault(half_way(whole.points)))
    at_kill = time.perf_counter() - start
    assert killed.code == KILLED
    durable = len(ledger_rows(folder / "out"))
    start = time.perf_counter()
    resumed = run(folder, job)
    both = at_kill + time.perf_counter() - start
    assert digests(folder / "out/shards") == wanted
    rows = computed(whole.body)
    lost = in_hand(whole.points, rows)
    print(f"{count} scenes, killed at half of the annotate phase ({durable} of {rows} rows durable), run again")
    print(f"  rows computed   once {rows:8d}   both runs {durable + computed(resumed.body) + lost:8d} at most", end="")
    print(f"   ratio {1 + lost / rows:.3f}  (aim: {AIM})")
    print(
        f"  seconds         once {alone:8.1f}   both runs {both:8.1f}          ratio {both / alone:.3f}  (aim: {AIM})"
    )
    print("  shards and manifest: same bytes")


def half_way(points: list[str]) -> int:
    """The middle one of the points at which a part of the ledger gets its name."""
    named = [at for at, point in enumerate(points, 1) if point.startswith("before replace ledger")]
    return named[len(named) // 2]


def in_hand(points: list[str], rows: int) -> int:
    """Rows of one slice, the most that was computed and not durable: a slice writes one part for each stage."""
    parts = [point for point in points if point.startswith("before replace ledger")]
    stages = len({point.split("/")[1] for point in parts})
    return rows * stages // len(parts)


if __name__ == "__main__":
    main()
