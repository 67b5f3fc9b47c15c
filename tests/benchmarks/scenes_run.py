"""Runs over rendered scenes for the benchmarks, annotated once and kept between benchmarks under runs/benchmarks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.engine.engine import Engine
from pipeline.engine.pool import Pool
from pipeline.engine.ray_engine import RayEngine
from pipeline.intake.inputs import Inputs
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Unseen
from schemas.job import Job

FOLDER = Path("runs/benchmarks")


def scenes_context(count: int, out: str | None = None) -> Context:
    body = {
        "name": f"scenes-{count}",
        "source": {"kind": "scenes", "count": count, "seed": 7},
        "out": str(FOLDER / (out or f"scenes-{count}")),
        "publish": {"shard": {"max_documents": 500}},
    }
    return open_job(Job.model_validate(body))


@contextmanager
def ray_engine(context: Context, workers: int) -> Iterator[tuple[Engine, float]]:
    """With the seconds it took to start."""
    start = time.perf_counter()
    engine = RayEngine(context, None, Pool(workers=workers))
    try:
        yield engine, time.perf_counter() - start
    finally:
        engine.close()


def imported(count: int, out: str | None = None) -> tuple[Context, Inputs]:
    """Rendered and imported, with 2 workers the first time."""
    context = scenes_context(count, out)
    context = replace(context, scratch=(FOLDER / f"scenes-{count}" / "scratch").absolute())
    with ray_engine(context, 2) as (engine, _):
        return context, take_in(engine, context, None, Unseen())


def prepared(count: int) -> tuple[Context, Inputs]:
    """Annotated too."""
    context, inputs = imported(count)
    with ray_engine(context, 2) as (engine, _):
        annotate(engine, context, inputs, False, Unseen())
    return context, inputs
