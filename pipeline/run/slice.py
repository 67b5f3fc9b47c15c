"""One slice of a bucket through the stages, on whatever worker it landed."""

from dataclasses import dataclass

from pipeline.annotate.advance import Advance, Tallies, Tally
from pipeline.intake.inputs import Slice, read_slice
from pipeline.run.context import Context


@dataclass(frozen=True, slots=True)
class AnnotateItem:
    """Some rows of one bucket."""

    rows: Slice
    retry_failed: bool


async def annotate_slice(context: Context, item: AnnotateItem) -> Tallies:
    """Idempotent: what the ledger holds already is replayed."""
    rows = [row for row in read_slice(context.store, item.rows) if row.fate == "kept"]
    return await _advance(context, item).run(rows)


def fail_row(context: Context, item: AnnotateItem, last_words: str) -> Tallies:
    """The stage after the last one that the ledger knows is failed as `worker_died`."""
    rows = [row for row in read_slice(context.store, item.rows) if row.fate == "kept"]
    return _advance(context, item).fail(rows, "worker_died", last_words)


def _advance(context: Context, item: AnnotateItem) -> Advance:
    return Advance(context.ledger, context.nodes, item.rows.name, item.retry_failed)


def join(totals: Tallies, more: Tallies) -> None:
    for name, tally in more.items():
        total = totals.setdefault(name, Tally())
        total.counts.update(tally.counts)
        total.seconds += tally.seconds
