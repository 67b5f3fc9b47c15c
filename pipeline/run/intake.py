"""Phase one: from sources to inputs, done once for one state of the sources and kept under its digest."""

import hashlib
import json
import logging
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.engine.engine import Engine
from pipeline.intake import inputs
from pipeline.intake.assemble import AssembleItem, assemble
from pipeline.intake.buckets import bucket_name, bucket_of, choose_buckets
from pipeline.intake.inputs import Inputs
from pipeline.intake.scatter import scatter
from pipeline.intake.settle import SettleItem, Twins, settle
from pipeline.intake.sorted_file import read_bucket
from pipeline.run.context import Context
from pipeline.run.each import run_each
from pipeline.run.progress import Progress
from pipeline.sources.source import SourceError
from pipeline.store.damage import DamagedError
from pipeline.store.store import Store

IMPORT_VERSION = 2
"""Raised when import's code changes what it makes of the same files."""

WORK = "work/import"

_log = logging.getLogger(__name__)


def assemble_bucket(context: Context, item: AssembleItem) -> int:
    return assemble(context.store, context.sources, item)


def settle_bucket(context: Context, item: SettleItem) -> tuple[str, int]:
    return settle(context.store, item)


def take_in(engine: Engine, context: Context, num_buckets: int | None, progress: Progress) -> Inputs:
    """The inputs for the sources as they are now; read back when they were taken in before.

    Raises SourceError, also for sources without a single image.
    """
    for source in context.sources.values():
        source.prepare()
    digest = sources_digest(context)
    known = _known(context.store, digest)
    if known is not None:
        context.store.clear(WORK)  # a run killed right after its import left it
        return known
    count = num_buckets or choose_buckets(sum(source.num_bytes() for source in context.sources.values()))
    work = f"{WORK}/{digest}-{count}"
    drafts = _assemble(engine, context, count, work, progress)
    twins = _twins(context.store, drafts, count)
    items = [SettleItem(b, drafts[b], tuple(twins.get(b, ())), f"inputs/{digest}") for b in range(count)]
    parts = run_each(engine, settle_bucket, items, progress, "import: settle")
    if not sum(rows for _, rows in parts):
        raise SourceError("the sources hold no image at all: check `source` and the folders it names")
    settled = inputs.save(context.store, f"inputs/{digest}", parts, digest)
    context.store.clear(WORK)
    return settled


def _known(store: Store, digest: str) -> Inputs | None:
    try:
        return inputs.find(store, f"inputs/{digest}")
    except DamagedError as fault:
        _log.warning("%s; the sources are imported again", fault)
        return None


def sources_digest(context: Context) -> str:
    body = {name: source.digest() for name, source in context.sources.items()}
    return hashlib.sha256(json.dumps([IMPORT_VERSION, body]).encode()).hexdigest()[:20]


def _assemble(engine: Engine, context: Context, count: int, work: str, progress: Progress) -> list[str]:
    markers = tuple(
        (name, scatter(context.store, work, source, count, partial(progress.show, f"import: {name}", total=None)))
        for name, source in context.sources.items()
    )
    drafts = [f"{work}/drafts/{bucket_name(bucket)}.arrow" for bucket in range(count)]
    items = [AssembleItem(b, markers, drafts[b]) for b in range(count) if not context.store.exists(drafts[b])]
    run_each(engine, assemble_bucket, items, progress, "import: open pictures")
    return drafts


def _twins(store: Store, drafts: list[str], count: int) -> dict[int, list[Twins]]:
    """Per bucket, the groups of images that share an identity. Only keys and identities are held: 100 bytes each."""
    tables = [
        pa.Table.from_batches([batch])
        .select(["key", "identity", "fate"])
        .append_column("drafts", pa.array([path] * batch.num_rows, pa.string()))
        for path in drafts
        for batch in read_bucket(store, [path], 0)
    ]
    met = pa.concat_tables(tables)
    met = met.filter(pc.equal(met["fate"], "kept"))
    counts = met["identity"].value_counts()
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    lines = met.filter(pc.is_in(met["identity"], shared)).sort_by([("identity", "ascending"), ("key", "ascending")])
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lines.to_pylist():
        groups.setdefault(line["identity"], []).append((line["key"], line["drafts"]))
    found: dict[int, list[Twins]] = {}
    for group in groups.values():
        for bucket in sorted({bucket_of(key, count) for key, _ in group}):
            found.setdefault(bucket, []).append(tuple(group))
    return found
