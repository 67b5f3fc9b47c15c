"""Annotating a million light records on Ray, 2 workers: is the driver's memory flat, and the cost per record?

One argument: how many records (1,000,000). The inputs are written as import leaves them, without pictures: what is
measured is the annotate phase. `caption`, `recognize` and `ground` by annotations.
"""

import hashlib
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipeline.intake.buckets import bucket_name, bucket_of, choose_buckets
from pipeline.intake.input import Input, to_table
from pipeline.intake.inputs import Inputs, hash_order, save
from pipeline.ledger.part import write_part
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.open import open_job
from pipeline.sources.source import Locator
from schemas.given import Given, GivenCaption, GivenObject
from schemas.job import Job
from schemas.record import Image, Record
from tests.benchmarks.measure import watch
from tests.benchmarks.scenes_run import FOLDER, ray_engine
from tests.datasets import coco_job, make_coco

COUNT = 1_000_000
TENTHS = 10


def record(number: int) -> Record:
    """Two boxes and a caption: half a kilobyte of JSON."""
    key = f"light/{number:012d}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    given = Given(
        captions=(GivenCaption(text=f"A cat beside a dog, as picture {number} shows.", source="light"),),
        objects=(
            GivenObject(label="cat", box=(1.0, 2.0, 30.0 + number % 7, 40.0), source="light"),
            GivenObject(label="dog", box=(35.0, 5.0, 60.0, 44.0), source="light"),
        ),
    )
    image = Image(width=64, height=48, source_sha256=digest, num_bytes=1000, is_verbatim=True)
    return Record(key=key, source="light", identity=f"sha256:{digest}", content=digest, image=image, given=given)


def row(number: int) -> Input:
    one = record(number)
    json = one.model_dump_json(exclude_defaults=True)
    return Input(one.key, "kept", Locator("light", ""), identity=one.identity, content=one.content, record=json)


def write_inputs(context: Context, count: int) -> Inputs:
    buckets = choose_buckets(count * len(row(0).record))
    spread = np.array([bucket_of(f"light/{number:012d}", buckets) for number in range(count)], np.int32)
    order = np.argsort(spread, kind="stable")
    ends = np.searchsorted(spread[order], np.arange(buckets + 1))
    parts = []
    for bucket in range(buckets):
        rows = hash_order([row(int(number)) for number in order[ends[bucket] : ends[bucket + 1]]])
        path = write_part(context.store, f"inputs/light/{bucket_name(bucket)}", to_table(rows)) if rows else ""
        parts.append((path, len(rows)))
    return save(context.store, "inputs/light", parts, "light")


class Watching:
    """Notes the driver's memory and the clock at every tenth."""

    def __init__(self) -> None:
        self.marks: list[tuple[float, float]] = []

    def show(self, line: str, done: int, total: int | None) -> None:
        if line == "records" and total and done * TENTHS >= total * (len(self.marks) + 1):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.marks.append((time.perf_counter(), pages * resource.getpagesize() / 1e6))


def tenths(start: float, marks: list[tuple[float, float]], count: int) -> Iterator[str]:
    for number, (when, megabytes) in enumerate(marks, 1):
        yield f"  {number * 10:3d} %  {count / TENTHS / (when - start):8.0f} records/s   driver {megabytes:6.0f} MB"
        start = when


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    data = FOLDER / "light-8-data"
    if not data.exists():
        make_coco(data, 8)
    body = coco_job(data, FOLDER / f"million-{count}", name="million")
    context = open_job(Job.model_validate(body | {"stages": {"caption": {}, "recognize": {}, "ground": {}}}))
    context.store.clear("ledger")
    inputs = write_inputs(context, count)
    watching = Watching()
    with ray_engine(context, 2) as (engine, _), watch("ray::Worker") as workers:
        start = time.perf_counter()
        tallies = annotate(engine, context, inputs, False, watching)
    assert all(tally.counts["kept"] == count for tally in tallies.values())
    files = sum(1 for path in Path(context.store.root, "ledger").rglob("*.parquet"))
    print(f"annotate {count:,} light records, 3 stages, Ray with 2 workers, {len(inputs.parts):,} buckets")
    print("\n".join(tenths(start, watching.marks, count)))
    first, last = watching.marks[0][1], watching.marks[-1][1]
    print(f"  driver at the end to the first tenth: {last / first:.2f}; largest worker {workers.largest:.0f} MB")
    print(f"  ledger: {files:,} files for {3 * count:,} rows")


if __name__ == "__main__":
    main()
