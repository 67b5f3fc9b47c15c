"""The status of a run folder, from its summary where that is current, else counted from inputs and ledger."""

from typing import Any

from pipeline.engine.local import LocalEngine
from pipeline.publish.close import MANIFEST, read_manifest
from pipeline.run.open import OpenRun, open_folder
from pipeline.run.progress import Progress
from pipeline.run.publish import folder_of
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
    return status(run.context, run.inputs, counts, {}, manifests_of(run))


def manifests_of(run: OpenRun) -> dict[str, Manifest]:
    """Of the job's recipes that are published. Raises ValueError for a damaged manifest."""
    store, limit = run.context.store, run.inputs.limit
    folders = {recipe: folder_of(recipe, limit) for recipe in run.context.job.publish.recipes}
    return {
        recipe: read_manifest(store, folder)
        for recipe, folder in folders.items()
        if store.exists(f"{folder}/{MANIFEST}")
    }
