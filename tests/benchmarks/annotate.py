"""Annotating light records by rules: by hand, in-process and on Ray with 2 workers; rates, ratios, peak memory.

One argument: how many records (20,000).
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable

from pipeline.engine.local import LocalEngine
from pipeline.intake.inputs import Inputs, read_slice
from pipeline.protocols.stage import Kept
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from schemas.job import Job
from tests.benchmarks.measure import Watched, watch
from tests.benchmarks.scenes_run import FOLDER, ray_engine
from tests.datasets import coco_job, make_coco

SMALL = 2000
FEW = 1000
FEW_ROUNDS = 5


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


def on_ray(context: Context, inputs: Inputs) -> tuple[float, float, Watched]:
    """Seconds, seconds of start-up, memory of driver and workers."""
    with ray_engine(context, 2) as (engine, start_up):
        first = Inputs(inputs.parts[:2], inputs.counts[:2], inputs.digest)
        timed(context, lambda: annotate(engine, context, first, False, Unseen()))  # workers import what they need
        with watch("ray::Worker") as workers, watch("benchmarks") as driver:
            seconds = timed(context, lambda: annotate(engine, context, inputs, False, Unseen()))
    workers.peak.update(driver.peak)
    return seconds, start_up, workers


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    small_context, small = light(SMALL)
    _, _, small_memory = on_ray(small_context, small)
    context, inputs = light(count)
    ray, start_up, memory = on_ray(context, inputs)  # before the rest: this process's own memory is watched too
    few_context, few = light(FEW)
    locally(few_context, few)  # words are read and imports done
    few_cost = statistics.median(processor_time(few_context, few) for _ in range(FEW_ROUNDS)) / FEW
    hand = timed(context, lambda: by_hand(context, inputs))
    local = timed(context, lambda: locally(context, inputs))
    cost = processor_time(context, inputs) / count
    print(f"annotate {count:,} light records, seven stages by annotations and rules, one round")
    print(f"  by hand, one loop      {count / hand:8.0f} records/s")
    print(f"  in-process             {count / local:8.0f} records/s  {hand / local:.2f} of by hand (aim: 0.8)")
    print(
        f"  Ray, 2 workers         {count / ray:8.0f} records/s  {local / ray / 2:.2f} of 2 x in-process (aim: 0.8); "
        f"start-up {start_up:.1f} s apart"
    )
    print(
        f"  peak memory            {memory.largest:8.0f} MB at {count:,}, {small_memory.largest:.0f} MB at {SMALL:,}"
        f" (ratio {memory.largest / small_memory.largest:.2f}, aim: below 1.2; aim: below 1,000 MB)"
    )
    print(
        f"  CPU time per image     {cost * 1e3:8.2f} ms at {count:,}, {few_cost * 1e3:.2f} ms at {FEW:,}"
        f" (ratio {cost / few_cost:.2f}, aim: within 10 %)"
    )


if __name__ == "__main__":
    main()
