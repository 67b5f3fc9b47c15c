"""Opens a job or a finished run as a context: sources checked, stages resolved, the folder's store at hand."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.intake import inputs
from pipeline.intake.inputs import Inputs
from pipeline.run.context import Context
from pipeline.run.folder import read_run
from pipeline.run.resolve import resolve_stages
from pipeline.store.local import LocalStore
from pipeline.store.store import Store
from schemas.job import Job
from schemas.stages import StagesSpec


def store_at(place: str) -> Store:
    """Raises ValueError for a kind of place this version cannot write to."""
    if "://" in place:
        raise ValueError(f"out: {place!r} is not a local path; this version writes run folders to local paths only")
    return LocalStore(str(Path(place).absolute()))


def open_job(job: Job) -> Context:
    """Checks the sources and the graph. Raises SourceError, SpecError, GraphError."""
    store = store_at(job.out)
    scratch = Path(job.out).absolute() / "scratch"
    bare = Context(job, StagesSpec(), store, scratch)
    for source in bare.sources.values():
        source.check()
    context = Context(job, resolve_stages(job, bare.sources.values()), store, scratch)
    assert context.nodes is not None
    return context


@dataclass(frozen=True)
class OpenRun:
    """A run folder as its last run left it."""

    context: Context
    inputs: Inputs


def open_folder(place: str) -> OpenRun:
    """Raises RunFolderError when the folder holds no run, or one that has not imported anything yet."""
    store = store_at(place)
    body = read_run(store)
    job = Job.model_validate(body["job"])
    stages = StagesSpec.model_validate(body["stages"])
    context = Context(job, stages, store, Path(place).absolute() / "scratch")
    return OpenRun(context, inputs.reopen(store, body.get("inputs")))
