"""The status of a run folder, from its summary where that is current, else counted from inputs and ledger."""

from typing import Any

from pipeline.engine.local import LocalEngine
from pipeline.intake.inputs import Inputs
from pipeline.publish.close import MANIFEST, read_manifest
from pipeline.run.context import Context
from pipeline.run.open import open_folder
from pipeline.run.progress import Progress
from pipeline.run.publish import shards_folder
from pipeline.run.status import state_of, status
from pipeline.run.summary import read_summary
from pipeline.run.survey import survey
from schemas.manifest import Manifest


def look(place: str, progress: Progress) -> dict[str, Any]:
    """Raises RunFolderError."""
    run = open_folder(place)
    kept = read_summary(run.context.store)
    if kept is not None and kept["state"] == state_of(run.context, run.inputs):
        return kept
    counts = survey(LocalEngine(run.context), run.context, run.inputs, progress)
    return status(run.context, run.inputs, counts, {}, manifests_of(run.context, run.inputs))


def manifests_of(context: Context, inputs: Inputs) -> dict[str, Manifest]:
    """Of every recipe published into the folder. Raises DamagedError for a damaged manifest."""
    store, base = context.store, shards_folder(inputs.limit)
    return {
        recipe: read_manifest(store, f"{base}/{recipe}")
        for recipe in store.names(base)
        if store.exists(f"{base}/{recipe}/{MANIFEST}")
    }
