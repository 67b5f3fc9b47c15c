"""A run from end to end: import, annotate, publish, count. Each phase starts from what lies on disk, not in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pipeline.annotate.advance import Tallies
from pipeline.answers.fold import fold_logs
from pipeline.engine.engine import Engine
from pipeline.intake import inputs as intake
from pipeline.intake.inputs import Inputs
from pipeline.publish.recipes import ReadyRecipe
from pipeline.run.annotate import annotate
from pipeline.run.context import Context
from pipeline.run.engine import start_engine
from pipeline.run.facts import card_facts
from pipeline.run.folder import open_run, save_run
from pipeline.run.intake import sources_digest, take_in
from pipeline.run.lock import hold, is_held
from pipeline.run.look import manifests_of
from pipeline.run.mend import mending
from pipeline.run.open import open_job
from pipeline.run.progress import Progress
from pipeline.run.publish import check_recipes, publish
from pipeline.run.resolve import SpecError
from pipeline.run.status import status
from pipeline.run.summary import save_summary
from pipeline.run.survey import survey
from pipeline.run.withhold import withheld
from pipeline.store.store import UNFINISHED
from schemas.job import Job


@dataclass(frozen=True)
class Wishes:
    """What the command line may ask of one run, beside the job."""

    limit: int | None = None
    engine: str | None = None
    retry_failed: bool = False
    take_over: bool = False


def run(job: Job, wishes: Wishes, progress: Progress) -> dict[str, Any]:
    """Annotates, then publishes every recipe; returns the status. Raises the errors of every phase."""
    context = open_job(job)
    recipes = check_recipes(context, job.publish.recipes)
    body = open_run(context.store, job, context.stages)
    with alone_with(context, wishes) as engine:

        def phases() -> dict[str, Any]:
            found = take_in(engine, context, body.get("num_buckets"), progress)
            inputs = replace(found, limit=wishes.limit)
            body.update(num_buckets=inputs.num_buckets, inputs={"digest": inputs.digest, "limit": inputs.limit})
            save_run(context.store, body)
            tallies = annotate(engine, context, inputs, wishes.retry_failed, progress)
            return publish_all(engine, context, inputs, recipes, tallies, progress)

        return mending(context.store, phases)


@contextmanager
def alone_with(context: Context, wishes: Wishes) -> Iterator[Engine]:
    """The folder to itself, an engine over it, and before and after nothing there that killed writers left."""
    with hold(context.store, wishes.take_over) as token:
        context.store.clear(UNFINISHED)
        engine = start_engine(replace(context, token=token), wishes.engine)
        try:
            yield engine
        finally:
            engine.close()
            if is_held(context.store, token):  # else all that lies there is another run's
                fold_logs(context.store)  # who asked is gone with the engine
                context.store.clear(UNFINISHED)


def publish_only(job: Job, recipe: str | None, wishes: Wishes, progress: Progress) -> dict[str, Any]:
    """From the ledger alone: nothing is imported or annotated. Raises SpecError where a run has to come first."""
    if recipe is not None:
        job = job.model_copy(update={"publish": job.publish.model_copy(update={"recipes": (recipe,)})})
    context = open_job(job)
    recipes = check_recipes(context, job.publish.recipes)
    open_run(context.store, job, context.stages)
    found = intake.find(context.store, f"inputs/{sources_digest(context)}")
    if found is None:
        raise SpecError(f"{job.out} holds nothing imported from these sources as they are now; `multigrain run` first")
    inputs = replace(found, limit=wishes.limit)
    with alone_with(context, wishes) as engine:
        return publish_all(engine, context, inputs, recipes, {}, progress)


def publish_all(
    engine: Engine,
    context: Context,
    inputs: Inputs,
    recipes: Sequence[ReadyRecipe],
    tallies: Tallies,
    progress: Progress,
) -> dict[str, Any]:
    """Counts the ledger, publishes, and keeps the numbers as summary.json. Raises SpecError for an unfinished run."""
    counts = survey(engine, context, inputs, progress)
    waiting = counts["standing", "waiting"]
    if waiting:
        raise SpecError(f"{waiting} records are not annotated yet under this job's stages; `multigrain run` first")
    kept_out = withheld(engine, context, inputs, progress)
    facts = card_facts(context, counts, kept_out)
    for recipe in recipes:
        publish(engine, context, inputs, recipe, facts, kept_out.rules, progress)
    found = status(context, inputs, counts, tallies, manifests_of(context, inputs))
    save_summary(context.store, found)
    return found
