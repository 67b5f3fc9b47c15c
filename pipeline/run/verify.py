"""Re-checks a run folder: every part's hash, every count, every box and reference, every shard. Reads only."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.annotate.replay import replay
from pipeline.answers.log import read_log
from pipeline.answers.parts import PARTS
from pipeline.answers.sink import LOGS
from pipeline.engine.local import LocalEngine
from pipeline.intake.inputs import read_slice
from pipeline.ledger.part import name_of
from pipeline.publish.close import MANIFEST, read_manifest
from pipeline.publish.verify_shards import Fault, verify_shards
from pipeline.run.look import manifests_of
from pipeline.run.open import OpenRun, open_folder
from pipeline.run.progress import Progress
from pipeline.run.publish import folder_of, shards_folder
from pipeline.run.status import conservation_faults, status
from pipeline.run.summary import SUMMARY
from pipeline.run.survey import survey
from pipeline.run.verify_record import record_faults
from pipeline.store.damage import DamagedError
from pipeline.store.sealed import read_sealed
from pipeline.store.store import Store


def verify(place: str, progress: Progress) -> dict[str, Any]:
    """Faults by place, and what was looked at. Raises RunFolderError."""
    try:
        run = open_folder(place)
    except DamagedError as damage:  # without its head there is nothing to compare the rest with
        return {"run": "", "checked": {}, "faults": [{"place": damage.path, "what": damage.what}]}
    checked: Counter[str] = Counter()
    faults = [*_summary(run.context.store), *_parts(run.context.store, checked)]
    if not faults:  # counts and records of damaged parts would only repeat the same fault many times
        faults += _records(run, checked, progress)
    if not faults:
        faults += _counts(run, progress)
    for folder in _published(run):
        faults += verify_shards(run.context.store, folder)
        checked["documents"] += _documents(run.context.store, folder)
    return {
        "run": run.context.job.name,
        "checked": dict(checked),
        "faults": [{"place": fault.place, "what": fault.what} for fault in faults],
    }


def _published(run: OpenRun) -> list[str]:
    """The job's recipes, whether they are there or not, and any other that is."""
    limit = run.inputs.limit
    wanted = {folder_of(recipe, limit) for recipe in run.context.job.publish.recipes}
    base = shards_folder(limit)
    return sorted(wanted | {f"{base}/{name}" for name in run.context.store.names(base)})


def _summary(store: Store) -> Iterator[Fault]:
    """A run that was stopped has none."""
    try:
        read_sealed(store, SUMMARY)
    except FileNotFoundError:
        return
    except DamagedError as damage:
        yield Fault(damage.path, damage.what)


def _parts(store: Store, checked: Counter[str]) -> Iterator[Fault]:
    for path in _part_paths(store):
        checked["parts"] += 1
        if name_of(store.read(path)) != path.rsplit("/", 1)[-1]:
            yield Fault(path, "its content does not match its name: it is damaged; run again to make it anew")
    for name in store.names(LOGS):
        for start, _, answer in read_log(store.read(f"{LOGS}/{name}")):
            if answer is None:
                yield Fault(f"{LOGS}/{name}", f"the line at byte {start} is damaged: its answer is asked again")


def _part_paths(store: Store) -> Iterator[str]:
    for digest in store.names("inputs"):
        for bucket in store.names(f"inputs/{digest}"):
            if not bucket.endswith(".json"):
                yield from (f"inputs/{digest}/{bucket}/{name}" for name in store.names(f"inputs/{digest}/{bucket}"))
    for stage in store.names("ledger"):
        for bucket in store.names(f"ledger/{stage}"):
            yield from (f"ledger/{stage}/{bucket}/{name}" for name in store.names(f"ledger/{stage}/{bucket}"))
    yield from (f"{PARTS}/{name}" for name in store.names(PARTS))


def _records(run: OpenRun, checked: Counter[str], progress: Progress) -> Iterator[Fault]:
    context = run.context
    total = run.inputs.total()
    for rows in run.inputs.slices():
        try:
            inputs = read_slice(context.store, rows)
        except DamagedError as damage:
            yield Fault(damage.path, damage.what)
            continue
        for story in replay(context.ledger, context.nodes, rows.name, inputs):
            checked["records"] += 1
            for what in record_faults(story.growing.record(), story.rows):
                yield Fault(story.input.key, what)
        progress.show("records", checked["records"], total)


def _counts(run: OpenRun, progress: Progress) -> Iterator[Fault]:
    counts = survey(LocalEngine(run.context), run.context, run.inputs, progress)
    try:
        manifests = manifests_of(run.context, run.inputs)
    except DamagedError as damage:
        yield Fault(damage.path, damage.what)
        return
    for what in conservation_faults(status(run.context, run.inputs, counts, {}, manifests)):
        yield Fault("ledger", what)


def _documents(store: Store, folder: str) -> int:
    if not store.exists(f"{folder}/{MANIFEST}"):
        return 0
    try:
        return read_manifest(store, folder).totals.documents
    except DamagedError:
        return 0
