"""Stages that ask a model, in a run on Ray: how well they fill the limit, and two of them in a row.

Prints for one stage and for two, each with a limit of its own: seconds of the annotate phase beside the least there
can be (requests x latency / limit), and the ratio of two stages to one; with one worker and with two, which share the
limits. One argument: how many records (2,000).
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline.run.annotate import annotate
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from schemas.job import Job
from tests.benchmarks.scenes_run import FOLDER, ray_engine
from tests.datasets import coco_job, make_coco
from tests.server.process import ServerProcess

COUNT, LIMIT, LATENCY_S, ROUNDS = 2000, 64, 0.2, 3


def seconds(url: str, names: tuple[str, ...], count: int, workers: int) -> float:
    data, out = FOLDER / f"light-{count}-data", FOLDER / "model-stages"
    if not data.exists():
        make_coco(data, count)
    hosts = (url, url.replace("127.0.0.1", "localhost"))
    stages: dict[str, Any] = {
        name: {"backend": "openai", "model": "m", "base_url": host, "limit": LIMIT}
        for name, host in zip(names, hosts, strict=False)
    }
    for kept in ("ledger", "answers"):
        shutil.rmtree(out / kept, ignore_errors=True)
    context = open_job(Job.model_validate(coco_job(data, out, name="model-stages") | {"stages": stages}))
    with ray_engine(context, workers) as (engine, _):
        inputs = take_in(engine, context, None, Unseen())
        start = time.perf_counter()
        tallies = annotate(engine, context, inputs, False, Unseen())
        took = time.perf_counter() - start
    assert all(tally.counts["kept"] == count for tally in tallies.values())
    return took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    print(f"{count:,} records, {LATENCY_S * 1000:.0f} ms, limit {LIMIT}, on Ray; median of {ROUNDS}")
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "requests.jsonl") as server:
        server.behave(latency_s=LATENCY_S)
        for workers in (1, 2):
            compare(server.url, count, workers)


def compare(url: str, count: int, workers: int) -> None:
    least = count * LATENCY_S / LIMIT
    one, two = [], []
    for _ in range(ROUNDS):
        one.append(seconds(url, ("caption",), count, workers))
        two.append(seconds(url, ("caption", "recognize"), count, workers))
    first, both = sorted(one)[ROUNDS // 2], sorted(two)[ROUNDS // 2]
    print(f"workers: {workers}")
    print(f"  one stage   {first:6.2f} s   least possible {least:.2f} s   {least / first:.2f} of it")
    print(f"  two stages  {both:6.2f} s   to one stage {both / first:.2f} (aim: at most 1.2)", flush=True)


if __name__ == "__main__":
    main()
