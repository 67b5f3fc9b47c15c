"""Phase two: every record through every stage, bucket by bucket, the ledger written as it goes."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.annotate.advance import Advance, Tally
from pipeline.engine.engine import Died, Engine, Task
from pipeline.intake.inputs import Inputs, Slice, read_slice
from pipeline.run.context import Context
from pipeline.run.progress import Progress

DEATHS_ALONE = 2
"""A record that twice killed the worker it had to itself is failed (`worker_died`)."""


@dataclass(frozen=True, slots=True)
class AnnotateItem:
    """`deaths`: how often its worker died while it had that worker to itself; `last_words` what Ray said of it."""

    rows: Slice
    retry_failed: bool
    deaths: int = 0
    last_words: str = ""


Tallies = dict[str, Tally]


def annotate_slice(context: Context, item: AnnotateItem) -> Tallies:
    """Idempotent: what the ledger holds already is replayed."""
    rows = [row for row in read_slice(context.store, item.rows) if row.fate == "kept"]
    advance = Advance(context.ledger, context.nodes, item.rows.name, item.retry_failed)
    if item.deaths >= DEATHS_ALONE:
        return advance.fail(rows, "worker_died", item.last_words).tallies
    return asyncio.run(advance.run(rows)).tallies


def annotate(engine: Engine, context: Context, inputs: Inputs, retry_failed: bool, progress: Progress) -> Tallies:
    """What was reused and computed, per stage. Raises EngineError when workers keep dying."""
    totals: Tallies = {node.stage.name: Tally() for node in context.nodes}
    done = 0
    total = inputs.total()

    def on_result(task: Task, result: Any) -> Iterable[Task]:
        nonlocal done
        item: AnnotateItem = task.item
        if isinstance(result, Died):
            return [Task(annotate_slice, each) for each in after_death(item, result)]
        for name, tally in result.items():
            totals[name].counts.update(tally.counts)
            totals[name].seconds += tally.seconds
            progress.show(name, totals[name].counts["reused"] + totals[name].counts["computed"], total)
        done += item.rows.stop - item.rows.start
        progress.show("records", done, total)
        return []

    engine.run((Task(annotate_slice, AnnotateItem(rows, retry_failed)) for rows in inputs.slices()), on_result)
    return totals


def after_death(item: AnnotateItem, death: Died) -> list[AnnotateItem]:
    """Rows that shared a worker run one by one without blame; a row that was alone is charged with the death."""
    rows = item.rows
    if rows.stop - rows.start > 1:
        singles = [replace(rows, start=i, stop=i + 1) for i in range(rows.start, rows.stop)]
        return [replace(item, rows=single) for single in singles]
    return [replace(item, deaths=item.deaths + 1, last_words=death.reason)]
