"""Checkpoints: everything that resuming needs, written beside and renamed when all ranks are through."""

import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_state_dict, set_state_dict

from pipeline.training.engine.ranks import Ranks
from pipeline.training.refusal import TrainingSpecError

_NAME = re.compile(r"step-(\d{8})")
_OPTIONS = StateDictOptions(ignore_frozen_params=True)
"""Parts that do not learn are loaded from where they came from: of a 7B pretraining only the projector is kept."""


@dataclass(slots=True)
class Progress:
    """`step`: steps done; with spec and plan it says which data come next and how dropout is drawn."""

    step: int = 0
    tokens: int = 0
    skipped: int = 0
    seconds: float = 0.0


class Checkpoints:
    """Under `folder`, one folder a checkpoint. `identity` says of which spec and data they are."""

    def __init__(self, folder: Path, identity: str, keep: int, ranks: Ranks) -> None:
        self._folder, self._identity, self._keep, self._ranks = folder, identity, keep, ranks

    def save(self, model: nn.Module, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
        """All ranks together. Whoever looks sees the whole of it or nothing."""
        final = self._folder / f"step-{progress.step:08d}"
        unfinished = final.with_suffix(".unfinished")
        if self._ranks.is_first:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
        self._ranks.wait()
        dcp.save(self._state(model, optimizer, progress), checkpoint_id=unfinished, no_dist=self._ranks.count == 1)
        self._ranks.wait()
        if self._ranks.is_first:
            _make_lasting(unfinished)
            shutil.rmtree(final, ignore_errors=True)
            unfinished.rename(final)
            _sync(self._folder)
            for old in self._all()[: -self._keep]:
                shutil.rmtree(old)
        self._ranks.wait()

    def load(self, model: nn.Module, optimizer: torch.optim.Optimizer) -> Progress:
        """The newest one, into model and optimizer; step 0 where there is none. Raises TrainingSpecError."""
        found = self._all()
        if not found:
            return Progress()
        progress = Progress()
        state = self._state(model, optimizer, progress)
        state["identity"] = ""
        try:
            dcp.load(state, checkpoint_id=found[-1], no_dist=self._ranks.count == 1)
        except (RuntimeError, KeyError, ValueError, dcp.api.CheckpointException) as error:
            raise TrainingSpecError(f"{found[-1]}: cannot be resumed: {str(error)[:300]}; {_REMEDY}") from error
        if state["identity"] != self._identity:
            raise TrainingSpecError(f"{found[-1]}: is of another spec, other data or another tokenizer; {_REMEDY}")
        set_state_dict(
            model,
            optimizer,
            model_state_dict=state["model"],
            optim_state_dict=state["optimizer"],
            options=StateDictOptions(ignore_frozen_params=True, strict=False),
        )
        return Progress(**state["progress"])

    def _state(self, model: nn.Module, optimizer: torch.optim.Optimizer, progress: Progress) -> dict[str, Any]:
        weights, moments = get_state_dict(model, optimizer, options=_OPTIONS)
        return {"model": weights, "optimizer": moments, "progress": asdict(progress), "identity": self._identity}

    def _all(self) -> list[Path]:
        """Finished ones, oldest first."""
        return sorted(path for path in self._folder.glob("step-*") if _NAME.fullmatch(path.name))


_REMEDY = "set out to another folder, or remove the checkpoints to begin anew"


def _make_lasting(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
