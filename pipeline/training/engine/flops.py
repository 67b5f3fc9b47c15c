"""Floating-point operations of a step, and what the device could do: their ratio is the MFU."""

import time
from dataclasses import dataclass
from typing import Any

import torch

from pipeline.training.engine.precision import decoder_layers

# Dense bfloat16 TFLOP/s from the makers' data sheets, by a part of the device's name.
PEAK_TFLOPS = {"H200": 989.0, "H100": 989.0, "A100": 312.0, "L40S": 362.0, "L4": 121.0, "RTX 4090": 165.2}


@dataclass(frozen=True, slots=True)
class StepFlops:
    """PaLM's count (its appendix B): 2 operations a weight and token forward, 4 more backward where it learns.

    Attention is counted dense over a row, as PaLM does, and recomputation for activation checkpointing is not.
    """

    per_token: float
    per_picture_token: float

    def of(self, tokens: int, picture_tokens: int) -> float:
        return self.per_token * tokens + self.per_picture_token * picture_tokens


def step_flops(model: Any, length: int) -> StepFlops:
    """`length`: tokens of a row."""
    language, vision = model.language, getattr(model, "vision", None)
    embedding = language.get_input_embeddings().weight.numel()
    tied = language.get_output_embeddings().weight is language.get_input_embeddings().weight
    weights = sum(p.numel() for p in language.parameters()) - (0 if tied else embedding)
    config = language.config
    heads = config.num_attention_heads * getattr(config, "head_dim", config.hidden_size // config.num_attention_heads)
    attention = 2 * len(decoder_layers(model)) * heads * length
    backward = _times(language.parameters())
    seeing = list(vision.parameters()) if vision is not None else []
    seen = 2.0 * sum(p.numel() for p in seeing) * (3 if any(p.requires_grad for p in seeing) else 1)
    return StepFlops((2 * weights + 2 * attention) * backward, seen)


def _times(parameters: Any) -> int:
    """3: forward and backward to weights and inputs; 2 where the weights are frozen but what is below learns."""
    return 3 if any(parameter.requires_grad for parameter in parameters) else 2


def peak_flops(device: torch.device, dtype: torch.dtype, said_tflops: float | None) -> tuple[float, str]:
    """Operations a second, and where the number is from."""
    if said_tflops:
        return said_tflops * 1e12, "spec"
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
        known = [peak for part, peak in PEAK_TFLOPS.items() if part in name]
        if known:
            return known[0] * 1e12, name
    return _measured(device, dtype), "a measured matrix product"


def _measured(device: torch.device, dtype: torch.dtype, side: int = 1024) -> float:
    """The best of five products."""
    a = torch.ones(side, side, device=device, dtype=dtype)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        (a @ a).sum().item()
        best = min(best, time.perf_counter() - start)
    return 2 * side**3 / best
