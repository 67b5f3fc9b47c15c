"""32-bit weights, the arithmetic in bfloat16 where the spec says so; sharded over the ranks where there are several."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

from pipeline.training.engine.ranks import Ranks
from schemas.training import EngineSpec


def compute_dtype(spec: EngineSpec, device: torch.device) -> torch.dtype:
    if spec.dtype == "auto":
        return torch.bfloat16 if device.type == "cuda" else torch.float32
    return torch.bfloat16 if spec.dtype == "bfloat16" else torch.float32


def arithmetic(ranks: Ranks, dtype: torch.dtype) -> AbstractContextManager[Any]:
    """Around a forward pass. Sharded models cast by their own policy."""
    if ranks.count > 1 or dtype == torch.float32:
        return nullcontext()
    cast: AbstractContextManager[Any] = torch.autocast(ranks.device.type, dtype=dtype)
    return cast


def sharded(model: Any, ranks: Ranks, dtype: torch.dtype) -> None:
    """FSDP2, in place: each decoder layer by itself, all else in one unit.

    The vision encoders belong to that unit: a rank calls them once or twice a pass, as it has object images or not, and
    a unit of their own would wait for ranks that never come.
    """
    if ranks.count == 1:
        return
    mesh = init_device_mesh(ranks.device.type, (ranks.count,))
    policy = MixedPrecisionPolicy(param_dtype=dtype, reduce_dtype=torch.float32)
    for part in (*decoder_layers(model), model):
        fully_shard(part, mesh=mesh, mp_policy=policy)


def decoder_layers(model: Any) -> list[nn.Module]:
    """Of the language model, also under LoRA."""
    return list(model.language.get_decoder().layers)
