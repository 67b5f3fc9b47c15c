"""A run from end to end: import, annotate, publish, count. Each phase starts from what lies on disk, not in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.engine.engine import Engine
from pipeline.intake.inputs import Inputs
from pipeline.run.annotate import Tallies, annotate
from pipeline.run.context import Context
from pipeline.run.engine import start_engine
from pipeline.run.folder import open_run, save_run
from pipeline.run.intake import take_in
from pipeline.run.open import open_job
from pipeline.run.progress import Progress
from pipeline.run.publish import check_recipes
from pipeline.run.survey import survey
from schemas.job import Job


@dataclass(frozen=True)
class Wishes:
    """What the command line may ask of one run, beside the job."""

    limit: int | None = None
    engine: str | None = None
    retry_failed: bool = False


def run(job: Job, wishes: Wishes, progress: Progress) -> dict[str, Any]:
    """Annotates, then publishes every recipe; returns the status. Raises the errors of every phase."""
    context = open_job(job)
    check_recipes(context, job.publish.recipes)
    body = open_run(context.store, job, context.stages)
    engine = start_engine(context, wishes.engine)
    try:
        inputs = take_in(engine, context, body.get("num_buckets"), progress)
        inputs = replace(inputs, limit=wishes.limit)
        body |= {"num_buckets": inputs.num_buckets, "inputs": {"digest": inputs.digest, "limit": inputs.limit}}
        save_run(context.store, body)
        tallies = annotate(engine, context, inputs, wishes.retry_failed, progress)
        return _publish_and_count(engine, context, inputs, job.publish.recipes, tallies, progress)
    finally:
        engine.close()


def publish_only(job: Job, recipe: str | None, engine_name: str | None, progress: Progress) -> dict[str, Any]:
    """From the ledger alone. Raises SpecError for a recipe the job does not name."""


def _publish_and_count(
    engine: Engine,
    context: Context,
    inputs: Inputs,
    recipes: Sequence[str],
    tallies: Tallies,
    progress: Progress,
) -> dict[str, Any]:
    counts = survey(engine, context, inputs, progress)
