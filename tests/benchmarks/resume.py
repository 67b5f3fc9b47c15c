"""A run killed at half way and run again, beside an undisturbed one: stage computations and seconds of both together.

One argument: how many scenes (2,000). In-process, so that each second is this run's; start-up is not counted.
"""

import shutil
import sys
import time
from pathlib import Path

import yaml

from tests.benchmarks.measure import medians
from tests.benchmarks.scenes_run import FOLDER, imported
from tests.chaos.child import KILLED
from tests.chaos.judge import computed, ledger_rows
from tests.chaos.points import Fault
from tests.chaos.rounds import run
from tests.front_door import digests

COUNT, ROUNDS, AIM = 2000, 3, 1.05


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
    whole = run(folder, job)  # also warms the server of forks and the page cache
    wanted = digests(folder / "out/shards")
    rows, lost = computed(whole.body), in_hand(whole.points, computed(whole.body))
    work: list[int] = []

    def undisturbed() -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        start = time.perf_counter()
        assert run(folder, job).code == 0
        return time.perf_counter() - start

    def interrupted() -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        start = time.perf_counter()
        assert run(folder, job, fault=Fault(half_way(whole.points))).code == KILLED
        durable = len(ledger_rows(folder / "out"))
        work.append(durable + computed(run(folder, job).body) + lost)
        seconds = time.perf_counter() - start
        assert digests(folder / "out/shards") == wanted
        return seconds

    alone, both = medians(ROUNDS, undisturbed, interrupted)
    ratio = max(work) / rows
    print(f"{count} scenes, killed at half of the annotate phase, run again; median of {ROUNDS}; aim: {AIM}")
    print(f"  stage computations  once {rows:6d}   both runs {max(work):6d} at most   ratio {ratio:.3f}")
    print(f"  seconds             once {alone:6.1f}   both runs {both:6.1f}           ratio {both / alone:.3f}")
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
