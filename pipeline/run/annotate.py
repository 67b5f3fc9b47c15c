"""Phase two: every record through every stage, bucket by bucket, the ledger written as it goes."""

from collections.abc import Iterable
from typing import Any

from pipeline.annotate.advance import Tallies, Tally
from pipeline.engine.engine import Died, Engine, Task
from pipeline.intake.inputs import Inputs
from pipeline.run.alone import annotate_alone
from pipeline.run.context import Context
from pipeline.run.progress import Progress
from pipeline.run.slice import AnnotateItem, annotate_slice, join


def annotate(engine: Engine, context: Context, inputs: Inputs, retry_failed: bool, progress: Progress) -> Tallies:
    """What was reused and computed, per stage. Raises EngineError when workers keep dying."""
    totals: Tallies = {node.stage.name: Tally() for node in context.nodes}
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

    engine.run((Task(annotate_slice, AnnotateItem(rows, retry_failed)) for rows in inputs.slices()), on_result)
    return totals
