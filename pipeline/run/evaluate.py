"""A run measured: boxes, labels and relations against annotations, and the pictures it should not hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.engine.local import LocalEngine
from pipeline.evaluate.boxes import Boxes
from pipeline.evaluate.labels import Labels
from pipeline.evaluate.lists import read_lists
from pipeline.evaluate.refusal import EvaluationError
from pipeline.evaluate.relations import Relations
from pipeline.evaluate.truth_file import TruthFile, read_truth
from pipeline.intake.inputs import read_slice
from pipeline.run.open import OpenRun, open_folder
from pipeline.run.progress import Progress
from pipeline.run.publish import annotated
from pipeline.run.withhold import EXCLUDE, look, near_in
from schemas.job import NearDuplicatesSpec
from schemas.record import Record

Measure = Boxes | Labels | Relations


@dataclass(frozen=True)
class EvaluateWishes:
    """`truth`: a file of instances in COCO's format; None: what the job's sources annotated. `lists`: of pictures of
    evaluation sets, looked for beside those of publish.exclude."""

    truth: str | None = None
    lists: tuple[str, ...] = ()


def evaluate(place: str, wishes: EvaluateWishes, progress: Progress) -> dict[str, Any]:
    """Reads inputs and ledger; writes nothing. Raises RunFolderError, EvaluationError, SourceError, DamagedError."""
    run = open_folder(place)
    if not run.inputs.num_buckets:
        raise EvaluationError(f"{place} holds nothing imported: `multigrain run` first")
    suspects = _suspects(run, wishes.lists, progress)
    truth = read_truth(wishes.truth, _pictures(run)) if wishes.truth is not None else None
    sources = (truth.name,) if truth else tuple(run.context.sources)
    measures: dict[tuple[str, str], Measure] = {("boxes", source): Boxes(source) for source in sources}
    measures |= {("labels", source): Labels(source) for source in sources}
    measures |= {("relations", source): Relations(source) for source in run.context.sources}
    records = 0
    for record in _records(run, truth, progress):
        records += 1
        for measure in measures.values():
            measure.add(record)
    figures, notes = _results(measures)
    return {
        "run": run.context.job.name,
        "records": records,
        "truth": list(sources),
        **figures,
        "other_shape": truth.other_shape if truth else [],
        **suspects,
        "notes": notes,
    }


def _suspects(run: OpenRun, more: Sequence[str], progress: Progress) -> dict[str, Any]:
    """Pictures of evaluation sets, and near-duplicates at the job's distance or the default one."""
    spec = run.context.job.publish
    lists = read_lists(spec.exclude, EXCLUDE) | read_lists(more, "--leaks")
    found, pictures = look(run.context, run.inputs, lists, True)
    leaks = [
        {"list": path, "is_kept_out": path in spec.exclude, **asdict(leak)}
        for path, leaks_of_list in found.items()
        for leak in leaks_of_list
    ]
    distance = (spec.near_duplicates or NearDuplicatesSpec()).max_distance
    engine = LocalEngine(run.context)
    gone = near_in(engine, run.context, run.inputs, pictures, frozenset(), distance, progress)
    return {
        "lists": {path: len(wanted) for path, wanted in lists.items()},
        "leaks": leaks,
        "near_duplicates": {
            "max_distance": distance,
            "are_kept_out": spec.near_duplicates is not None,
            "pairs": [{"key": key, "like": host} for key, host in gone.items()],
        },
    }


def _pictures(run: OpenRun) -> Iterator[tuple[str, str]]:
    """Identity and path of every picture kept."""
    for rows in run.inputs.slices():
        yield from (
            (row.identity, row.locator.path) for row in read_slice(run.context.store, rows) if row.fate == "kept"
        )


def _records(run: OpenRun, truth: TruthFile | None, progress: Progress) -> Iterator[Record]:
    """Those annotated to the end; with a truth file, those it lists."""
    met, total = 0, run.inputs.total()
    for rows in run.inputs.slices():
        for record, locator in annotated(run.context, rows):
            found = truth.beside(record, locator.path) if truth else record
            if found is not None:
                yield found
        met += rows.stop - rows.start
        progress.show("records", met, total)


def _results(measures: Mapping[tuple[str, str], Measure]) -> tuple[dict[str, dict[str, Any]], Sequence[str]]:
    """By kind and source; what cannot be measured is a note."""
    figures: dict[str, dict[str, Any]] = {"boxes": {}, "labels": {}, "relations": {}}
    notes: list[str] = []
    for (kind, source), measure in measures.items():
        try:
            result = measure.result()
        except EvaluationError as error:
            notes.append(str(error))
            continue
        names = ("measures_itself", "recall", "precision")
        derived = {name: getattr(result, name) for name in names if hasattr(type(result), name)}
        figures[kind][source] = asdict(result) | derived
    return figures, notes
