"""What learns and how fast: parts thawed, AdamW, a cosine after a linear warm-up."""

import math
from typing import Any

import torch
from torch import nn

from pipeline.training.refusal import TrainingSpecError
from schemas.training import OptimizeSpec


def thaw(model: Any, spec: OptimizeSpec) -> None:
    """Only the parts named learn. Under LoRA the language model's adapters, which are there already."""
    for name in ("vision", "projector", "language"):
        part = getattr(model, name, None)
        if part is None or (name == "language" and spec.lora):
            continue
        part.requires_grad_(name in spec.trainable)
    if getattr(model, "vision", None) is not None:
        _freeze_unread(model)


def _freeze_unread(model: Any) -> None:
    """CLIP's layers behind the one that is read get no gradient: they neither learn nor decay."""
    for encoder in model.vision.encoders:
        if encoder.config.model_type == "clip_vision_model":
            layers = _clip_layers(encoder)
            for layer in layers[len(layers) + 1 + model.config.hidden_layer :]:
                layer.requires_grad_(False)


def _clip_layers(encoder: Any) -> Any:
    return getattr(encoder, "vision_model", encoder).encoder.layers


def learning(model: nn.Module) -> list[nn.Parameter]:
    """Raises TrainingSpecError when nothing learns."""
    found = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not found:
        raise TrainingSpecError("optimize.trainable: nothing of this model learns; name a part that it has")
    return found


def adamw(model: nn.Module, spec: OptimizeSpec, device: torch.device) -> torch.optim.AdamW:
    """Matrices decay, biases and norms do not."""
    parameters = learning(model)
    groups = [
        {"params": [p for p in parameters if p.dim() >= 2], "weight_decay": spec.weight_decay},
        {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=spec.learning_rate,
        betas=spec.betas,
        fused=device.type == "cuda",
    )


def learning_rate(spec: OptimizeSpec, step: int, steps: int) -> float:
    """Of step `step` (from 0) of `steps`: a line up over the warm-up, then half a cosine down."""
    warm = math.ceil(spec.warmup * steps)
    if step < warm:
        return spec.learning_rate * (step + 1) / warm
    done = (step - warm) / max(1, steps - warm)
    low = spec.min_learning_rate
    return spec.learning_rate * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * done)))
