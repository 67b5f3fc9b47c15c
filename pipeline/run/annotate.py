"""Phase two: every record through every stage, bucket by bucket, the ledger written as it goes."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pipeline.annotate.advance import Tallies, Tally
from pipeline.engine.engine import Died, Engine, Task
from pipeline.intake.inputs import NO_ROWS, Inputs
from pipeline.run.ahead import AHEAD_OF, ask_ahead, asks_ahead
from pipeline.run.alone import annotate_alone
from pipeline.run.context import Context
from pipeline.run.desk import Share
from pipeline.run.each import run_each
from pipeline.run.progress import Progress
from pipeline.run.purse import purse_of
from pipeline.run.slice import AnnotateItem, annotate_slice, join, nodes_until

SLICE_ROWS = 512
"""In one task: memory is bounded by it, and a worker's death costs at most that many records' CPU time."""
MOST_PARTS = 8
"""Of one stage in one bucket before they are made one: ten thousand small files are slower than one rewrite."""


def annotate(engine: Engine, context: Context, inputs: Inputs, retry_failed: bool, progress: Progress) -> Tallies:
    """What was reused and computed, per stage. Raises EngineError when workers keep dying, StopError."""
    share, first = _share(engine, context), Tallies()
    if asks_ahead(context.stages):
        first = _through(engine, context, inputs, AnnotateItem(NO_ROWS, retry_failed, share, AHEAD_OF), progress)
        ask_ahead(engine, context, inputs, share, progress)
    totals = _through(engine, context, inputs, AnnotateItem(NO_ROWS, retry_failed, share), progress) | first
    if any(tally.counts["computed"] for tally in totals.values()):
        run_each(engine, compact_bucket, [rows.name for rows in inputs.slices()], progress, "compact")
    return totals


def _through(engine: Engine, context: Context, inputs: Inputs, pattern: AnnotateItem, progress: Progress) -> Tallies:
    """All slices, each an item like `pattern`."""
    totals: Tallies = {node.stage.name: Tally() for node in nodes_until(context, pattern.until)}
    done, total = 0, inputs.total()

    def on_result(task: Task, result: Any) -> Iterable[Task]:
        nonlocal done
        if isinstance(result, Died):
            return [Task(annotate_alone, task.item)]
        join(totals, result)
        for name in result:
            counts = totals[name].counts
            progress.show(name, counts["reused"] + counts["computed"], total)
        done += task.item.rows.stop - task.item.rows.start
        progress.show("records", done, total)
        return []

    pieces = (piece for rows in inputs.slices() for piece in rows.pieces(SLICE_ROWS))
    engine.run((Task(annotate_slice, replace(pattern, rows=piece)) for piece in pieces), on_result)
    return totals


def _share(engine: Engine, context: Context) -> Share:
    budget = context.job.execution.budget_usd
    purse = engine.share(purse_of(context.store, budget)) if budget is not None else None
    return Share(engine.num_workers, purse)


def compact_bucket(context: Context, bucket: str) -> None:
    """When no slice of the bucket is at work."""
    for node in context.nodes:
        context.ledger.compact(node.stage.name, bucket, MOST_PARTS)
