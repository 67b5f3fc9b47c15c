"""Annotating light records by rules: by hand, in-process and on Ray with 2 workers; rates, ratios, peak memory.

One argument: how many records (20,000).
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from pipeline.engine.local import LocalEngine
from pipeline.intake.inputs import Inputs, read_slice
from pipeline.protocols.stage import Kept
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from schemas.job import Job
from tests.benchmarks.measure import watch
from tests.benchmarks.scenes_run import FOLDER, ray_engine
from tests.datasets import coco_job, make_coco

SMALL = 2000
FEW = 1000
FEW_ROUNDS = 5
TURNS = 4


def light(count: int) -> tuple[Context, Inputs]:
    """Small pictures with one to four boxes and a caption, imported."""
    data = FOLDER / f"light-{count}-data"
    if not data.exists():
        make_coco(data, count)
    context = open_job(Job.model_validate(coco_job(data, FOLDER / f"light-{count}", name=f"light-{count}")))
    with ray_engine(context, 2) as (engine, _):
        return context, take_in(engine, context, None, Unseen())


def by_hand(context: Context, inputs: Inputs) -> None:
    """The same stage functions in one loop; nothing is written."""

    async def loop() -> None:
        for rows in inputs.slices():
            for row in read_slice(context.store, rows):
                record = row.parse()
                for node in context.nodes:
                    outcome = await node.stage.run(record)
                    assert isinstance(outcome, Kept)
                    record = record.model_copy(update=dict(outcome.adds))

    asyncio.run(loop())


def locally(context: Context, inputs: Inputs) -> None:
    annotate(LocalEngine(context), context, inputs, False, Unseen())


def timed(context: Context, call: Callable[[], object]) -> float:
    context.store.clear("ledger")
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def processor_time(context: Context, inputs: Inputs) -> float:
    """Seconds of this process's CPU: unlike the clock's they do not grow with what else the machine does."""
    context.store.clear("ledger")
    start = time.process_time()
    locally(context, inputs)
    return time.process_time() - start


def shares(inputs: Inputs, count: int) -> Iterator[Inputs]:
    """The buckets in so many shares: the sides take turns on each, so that a noisy minute hits all of them."""
    for share in range(count):
        taken = [bucket % count == share for bucket in range(inputs.num_buckets)]
        counts = tuple(number * mine for number, mine in zip(inputs.counts, taken, strict=True))
        yield replace(inputs, counts=counts)


def peak_memory(context: Context, inputs: Inputs) -> float:
    """Megabytes of the largest process, driver and workers, on Ray with 2 workers."""
    with ray_engine(context, 2) as (engine, _), watch("ray::Worker") as workers, watch("benchmarks") as driver:
        timed(context, lambda: annotate(engine, context, inputs, False, Unseen()))
    return float(max(workers.largest, driver.largest))


def turns(context: Context, inputs: Inputs) -> tuple[float, float, float, float]:
    """Seconds by hand, in-process, on Ray, and of Ray's start-up."""
    hand = local = ray = 0.0
    with ray_engine(context, 2) as (engine, start_up):
        on_ray = partial(annotate, engine, context, retry_failed=False, progress=Unseen())
        on_ray(next(shares(inputs, 8)))  # workers import what they need
        for share in shares(inputs, TURNS):
            ray += timed(context, partial(on_ray, share))
            for piece in shares(share, inputs.num_buckets):
                hand += timed(context, partial(by_hand, context, piece))
                local += timed(context, partial(locally, context, piece))
    return hand, local, ray, start_up


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    small_memory = peak_memory(*light(SMALL))
    context, inputs = light(count)
    memory = peak_memory(context, inputs)  # before the rest: this process's own memory is watched too
    few_context, few = light(FEW)
    locally(few_context, few)  # words are read and imports done
    hand, local, ray, start_up = turns(context, inputs)
    few_cost = statistics.median(processor_time(few_context, few) for _ in range(FEW_ROUNDS)) / FEW
    cost = processor_time(context, inputs) / count
    print(f"annotate {count:,} light records, seven stages by annotations and rules, the sides in turns")
    print(f"  by hand, one loop      {count / hand:8.0f} records/s")
    print(f"  in-process             {count / local:8.0f} records/s  {hand / local:.2f} of by hand (aim: 0.8)")
    print(
        f"  Ray, 2 workers         {count / ray:8.0f} records/s  {local / ray / 2:.2f} of 2 x in-process (aim: 0.8); "
        f"start-up {start_up:.1f} s apart"
    )
    print(
        f"  peak memory            {memory:8.0f} MB at {count:,}, {small_memory:.0f} MB at {SMALL:,}"
        f" (ratio {memory / small_memory:.2f}, aim: below 1.2; aim: below 1,000 MB)"
    )
    print(
        f"  CPU time per image     {cost * 1e3:8.2f} ms at {count:,}, {few_cost * 1e3:.2f} ms at {FEW:,}"
        f" (ratio {cost / few_cost:.2f}, aim: within 10 %)"
    )


if __name__ == "__main__":
    main()
