"""One slice of a bucket through the stages, on whatever worker it landed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.annotate.advance import Advance, Tallies, Tally
from pipeline.annotate.graph import Node
from pipeline.intake.inputs import Slice, read_slice
from pipeline.run.context import Context
from pipeline.run.desk import Share
from schemas.asked import AskedSpec
from schemas.detected import DetectedSpec
from schemas.stages import StagesSpec

DECODING = 4
"""Records at once for a detector, which looks at one picture at a time: the others are read and decoded meanwhile."""


@dataclass(frozen=True, slots=True)
class AnnotateItem:
    """Some rows of one bucket, up to and without the stage `until`; through all of them where that is empty."""

    rows: Slice
    retry_failed: bool
    share: Share
    until: str = ""


async def annotate_slice(context: Context, item: AnnotateItem) -> Tallies:
    """Idempotent: what the ledger holds already is replayed. Raises StopError."""
    rows = [row for row in read_slice(context.store, item.rows) if row.fate == "kept"]
    desk = await context.open_desk(item.share)
    with desk.pictures.of(rows):
        return await _advance(context, item).run(rows)


def fail_row(context: Context, item: AnnotateItem, last_words: str) -> Tallies:
    """The stage after the last one that the ledger knows is failed as `worker_died`."""
    rows = [row for row in read_slice(context.store, item.rows) if row.fate == "kept"]
    return _advance(context, item).fail(rows, "worker_died", last_words)


def _advance(context: Context, item: AnnotateItem) -> Advance:
    nodes, lanes = nodes_until(context, item.until), lanes_of(context.stages, item.share.workers)
    return Advance(context.ledger, nodes, item.rows.name, item.retry_failed, lanes)


def nodes_until(context: Context, stage: str) -> Sequence[Node]:
    """Those that come before the stage; all for ""."""
    names = [node.stage.name for node in context.nodes]
    return context.nodes[: names.index(stage)] if stage else context.nodes


def lanes_of(stages: StagesSpec, workers: int) -> int:
    """Records under way at once in one worker: as many as fill every stage that asks a model, one where none does."""
    limits = [spec.limit for _, spec in stages if isinstance(spec, AskedSpec) and spec.asks_model]
    return max(1, sum(max(1, limit // workers) for limit in limits) + _looking(stages))


def _looking(stages: StagesSpec) -> int:
    """Records for the models of this process: two batches of GroundingDINO, one at work and one that gathers."""
    lanes = 0
    if stages.ground is not None and "groundingdino" in stages.ground.backend:
        lanes += 2 * stages.ground.groundingdino.batch
    if any("detector" in spec.backend for _, spec in stages if isinstance(spec, DetectedSpec)):
        lanes += DECODING
    return lanes


def join(totals: Tallies, more: Tallies) -> None:
    for name, tally in more.items():
        total = totals.setdefault(name, Tally())
        total.counts.update(tally.counts)
        total.seconds += tally.seconds
