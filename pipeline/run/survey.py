"""Counts what became of every image and every item, from inputs and ledger alone, never from running counters."""

from collections import Counter
from collections.abc import Iterable

from pipeline.annotate.replay import Story, replay
from pipeline.engine.engine import Engine
from pipeline.intake.input import Input
from pipeline.intake.inputs import Inputs, Slice, read_slice
from pipeline.ledger.row import Row
from pipeline.run.context import Context
from pipeline.run.each import run_each
from pipeline.run.progress import Progress

Survey = Counter[tuple[str, ...]]
"""Amounts by path: ("in", stage), ("rejected_by", stage, rule), ("item_dropped", stage, kind, rule), ..."""

IMPORT = "import"


def survey(engine: Engine, context: Context, inputs: Inputs, progress: Progress) -> Survey:
    total: Survey = Counter()
    for part in run_each(engine, survey_slice, list(inputs.slices()), progress, "count"):
        total.update(part)
    return total


def survey_slice(context: Context, rows: Slice) -> Survey:
    counts: Survey = Counter()
    inputs = read_slice(context.store, rows)
    for row in inputs:
        _count_input(counts, row)
    for story in replay(context.ledger, context.nodes, rows.name, inputs):
        _count_story(counts, story, [node.stage.name for node in context.nodes])
    return counts


def _count_input(counts: Survey, row: Input) -> None:
    counts["in", IMPORT] += 1
    counts["kept" if row.fate == "kept" else row.fate, IMPORT] += 1
    if row.fate == "rejected":
        counts["rejected_by", IMPORT, row.rule] += 1
    if row.fate == "kept" and row.rule:
        counts["not_merged", row.rule] += 1
    for kind, made in row.made:
        counts["item_made", IMPORT, kind] += made
    for dropped in row.dropped:
        counts["item_dropped", IMPORT, dropped.kind, dropped.rule] += 1


def _count_story(counts: Survey, story: Story, stages: Iterable[str]) -> None:
    counts["standing", story.standing] += 1
    for stage, row in story.rows:
        _count_row(counts, stage, row)
    if story.standing == "waiting":
        counts["waiting", list(stages)[len(story.rows)]] += 1


def _count_row(counts: Survey, stage: str, row: Row) -> None:
    counts["in", stage] += 1
    counts[row.fate, stage] += 1
    if row.fate != "kept":
        counts[f"{row.fate}_by", stage, row.rule] += 1
    for kind, made in row.made:
        counts["item_made", stage, kind] += made
    for dropped in row.dropped:
        counts["item_dropped", stage, dropped.kind, dropped.rule] += 1
    counts["calls", stage] += row.spend.calls
    counts["input_tokens", stage] += row.spend.input_tokens
    counts["output_tokens", stage] += row.spend.output_tokens
    counts["micro_usd", stage] += round(row.spend.cost_usd * 1e6)
    counts["microseconds", stage] += round(row.seconds * 1e6)
