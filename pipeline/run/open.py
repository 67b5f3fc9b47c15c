"""Opens a job or a finished run as a context: sources checked, stages resolved, the folder's store at hand."""

from dataclasses import dataclass

from pipeline.intake import inputs
from pipeline.intake.inputs import Inputs
from pipeline.protocols.stage import StopError
from pipeline.run.context import Context
from pipeline.run.folder import read_run, spec_of
from pipeline.run.forecast import check_budget
from pipeline.run.pool import pool_of, with_batches
from pipeline.run.resolve import SpecError, resolve_stages
from pipeline.run.withhold import check_lists
from pipeline.store.place import scratch_at, store_at
from schemas.job import Job
from schemas.stages import StagesSpec


def open_job(job: Job) -> Context:
    """Checks the sources and the graph. Raises SourceError, SpecError, EvaluationError, GraphError."""
    check_lists(job.publish)
    store = store_at(job.out)
    scratch = scratch_at(job.out)
    bare = Context(job, StagesSpec(), store, scratch)
    for source in bare.sources.values():
        source.check()
    stages = with_batches(resolve_stages(job, bare.sources.values()), job.execution)
    context = Context(job, stages, store, scratch)
    try:
        assert context.nodes is not None
    except StopError as error:  # a model's file that is missing or does not fit: before a run, it is the spec's fault
        raise SpecError(str(error)) from error
    pool_of(job.execution, context.stages)
    check_budget(job, context.stages)
    return context


@dataclass(frozen=True)
class OpenRun:
    """A run folder as its last run left it."""

    context: Context
    inputs: Inputs


def open_folder(place: str) -> OpenRun:
    """Raises RunFolderError when the folder holds no run, or one of an unknown format; DamagedError."""
    store = store_at(place)
    body = read_run(store)
    job, stages = spec_of(store, body)
    context = Context(job, stages, store, scratch_at(place))
    return OpenRun(context, inputs.reopen(store, body.get("inputs")))
