"""The finished model: gathered from the ranks, adapters merged, written beside and renamed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict

from pipeline.training.engine.ranks import Ranks
from pipeline.training.models.build import Built
from pipeline.training.models.finished import save


def save_finished(
    model: Any, merges: Any, built: Built, folder: Path, ranks: Ranks, again: Callable[[], tuple[Any, Any]]
) -> Path:
    """All ranks together; the first one writes. Afterwards the model is no longer fit for training.

    `again` makes model and merges anew, unsharded: a sharded one cannot be put together in place.
    """
    if ranks.count > 1:
        whole = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
        if ranks.is_first:
            model, merges = again()
            model.load_state_dict(whole)
    if ranks.is_first:
        if merges is not None:
            model.language = merges.merge_and_unload()
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        save(model, built.words, built.facts, unfinished)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    ranks.wait()
    return folder
