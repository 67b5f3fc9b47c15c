"""Hands a run's images and numbers to the report: streamed bucket by bucket, the first images by key hash."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from pipeline.annotate.replay import Story, replay
from pipeline.engine.local import LocalEngine
from pipeline.intake.input import Input
from pipeline.intake.inputs import Slice, read_slice
from pipeline.protocols.stage import Dropped
from pipeline.report.limits import SURVEYED
from pipeline.report.met import RECORD, Drop, Met
from pipeline.report.page import INDEX, Gathered, page_of, story_page
from pipeline.run.context import Context
from pipeline.run.explain import explain, find_input
from pipeline.run.look import look
from pipeline.run.open import OpenRun, open_folder
from pipeline.run.progress import Progress
from pipeline.run.survey import IMPORT
from pipeline.run.withhold import withheld
from pipeline.sources.source import SourceError


def report(place: str, progress: Progress) -> dict[str, Any]:
    """Writes report/index.html into the run folder; what it says of itself. Raises RunFolderError, DamagedError."""
    run = open_folder(place)
    status = look(place, progress)
    gathered = Gathered(run.context.job.publish.recipes)
    rules = withheld(LocalEngine(run.context), run.context, run.inputs, progress).rules
    surveyed = min(SURVEYED, run.inputs.total())
    done = 0
    for rows in replace(run.inputs, limit=surveyed).slices():
        for met in images(run.context, rows):
            gathered.add(replace(met, withheld=rules.get(met.key, "")))
            done += 1
            progress.show("report", done, surveyed)
    page = page_of(gathered, status)
    run.context.store.write(INDEX, page.data)
    return {
        "report": f"{run.context.store.root}/{INDEX}",
        "bytes": len(page.data),
        "inputs": status["inputs"],
        "surveyed": surveyed,
        "counted": gathered.census.images,
        "shown": page.shown,
    }


def explain_html(run: OpenRun, key: str, progress: Progress) -> bytes:
    """One image's story as a page. Raises SpecError for a key this run does not have."""
    body = explain(run, key)
    found = find_input(run, key)
    (met,) = _met(run.context, run.inputs.slice_of(key), [found])
    rules = withheld(LocalEngine(run.context), run.context, run.inputs, progress).rules
    return story_page(replace(met, withheld=rules.get(key, "")), body, run.context.job.publish.recipes)


def images(context: Context, rows: Slice) -> Iterator[Met]:
    """Every image of the bucket, in the order of the keys' hashes."""
    return _met(context, rows, read_slice(context.store, rows))


def _met(context: Context, rows: Slice, inputs: list[Input]) -> Iterator[Met]:
    stories = replay(context.ledger, context.nodes, rows.name, inputs)
    for found in inputs:
        yield _kept(context, next(stories)) if found.fate == "kept" else _turned_away(context, found)


def _kept(context: Context, story: Story) -> Met:
    found = story.input
    drops = [_item(IMPORT, dropped) for dropped in found.dropped]
    for stage, row in story.rows:
        drops += [_item(stage, dropped) for dropped in row.dropped]
        if row.fate != "kept":
            drops.append(Drop(stage, RECORD, row.rule, row.detail, row.fate, row.value, row.threshold))
    record = story.growing.record()
    return Met(found.key, story.standing, record, tuple(drops), partial(_read, context, found))


def _turned_away(context: Context, found: Input) -> Met:
    if found.fate == "merged":
        return Met(found.key, "merged", None, (), partial(_read, context, found))
    drop = Drop(IMPORT, RECORD, found.rule, found.detail, "rejected", found.value, found.threshold)
    return Met(found.key, "rejected", None, (drop,), partial(_read, context, found))


def _item(stage: str, dropped: Dropped) -> Drop:
    return Drop(stage, dropped.kind, dropped.rule, dropped.item, value=dropped.value, threshold=dropped.threshold)


def _read(context: Context, found: Input) -> bytes:
    """The picture as its source holds it. Raises OSError, also for a source that is no longer what it was."""
    if not found.locator.path:
        raise FileNotFoundError("import could not open it")
    try:
        return context.sources[found.locator.source].read(found.locator)
    except SourceError as error:
        raise OSError(str(error)) from error
