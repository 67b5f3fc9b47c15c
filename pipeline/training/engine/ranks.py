"""The ranks of one training: as `torchrun` (or whoever sets its variables) started them; one where nobody did."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist

from pipeline.training.refusal import TrainingSpecError
from schemas.training import EngineSpec

PATIENCE = timedelta(hours=2)
"""For a collective: the first one waits for every rank's share of the survey."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which of how many this process is, and on what it computes."""

    rank: int
    count: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def wait(self) -> None:
        if self.count > 1:
            dist.barrier()

    def total(self, *values: float) -> list[float]:
        """Sums over the ranks, in 64-bit floats."""
        if self.count == 1:
            return list(values)
        summed = torch.tensor(values, dtype=torch.float64, device=self.device)
        dist.all_reduce(summed)
        return [float(value) for value in summed]


@contextmanager
def ranks(spec: EngineSpec) -> Iterator[Ranks]:
    """Raises TrainingSpecError for a device that is not there."""
    device = _device(spec)
    count, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    if count == 1:
        yield Ranks(0, 1, device)
        return
    was_there = dist.is_initialized()
    if not was_there:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=PATIENCE)
    try:
        yield Ranks(rank, count, device)
    finally:
        if not was_there:
            dist.destroy_process_group()


def _device(spec: EngineSpec) -> torch.device:
    if spec.device == "cuda" and not torch.cuda.is_available():
        raise TrainingSpecError("engine.device: cuda, but torch sees no GPU here; say auto or cpu, or mend the driver")
    if spec.device == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if local >= torch.cuda.device_count():
        raise TrainingSpecError(
            f"engine.device: rank {local} of this machine finds {torch.cuda.device_count()} GPUs; start as many "
            "processes as there are (torchrun --nproc-per-node)"
        )
    torch.cuda.set_device(local)
    return torch.device("cuda", local)
