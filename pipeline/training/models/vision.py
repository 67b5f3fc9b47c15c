"""Vision features: one or more encoders on one grid, their features side by side. The seam for other vision paths."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, CLIPVisionModel

from pipeline.training.models.parts import said
from pipeline.training.refusal import TrainingSpecError
from schemas.training import Part, RandomPart

CLIP_NORM = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
IMAGENET_NORM = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Mean and deviation of each channel: CLIP's own, and what DINOv2 and ConvNeXt were trained with."""


def vision_config(part: Part, config: Any) -> Any:
    """Of a whole CLIP only the vision half."""
    return getattr(config, "vision_config", config)


def encoder(part: Part, config: Any, key: str) -> nn.Module:
    """Raises TrainingSpecError."""
    kind = CLIPVisionModel if config.model_type == "clip_vision_model" else AutoModel
    if isinstance(part, RandomPart):
        made: nn.Module = said(key, lambda: build_encoder(config))
        return made
    loaded: nn.Module = said(f"{key}: {part!r}", lambda: kind.from_pretrained(part, dtype=torch.float32))
    return loaded


def build_encoder(config: Any) -> nn.Module:
    """With random weights."""
    made: nn.Module = AutoModel.from_config(config)
    return made


class VisionFeatures(nn.Module):
    """[P, 3, S, S] bytes to [P, N, C]: N tokens of a picture, row by row; C the encoders' widths added up."""

    def __init__(self, encoders: Sequence[nn.Module], hidden_layer: int) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)
        self._hidden_layer = hidden_layer

    @property
    def width(self) -> int:
        return sum(_width(each.config) for each in self.encoders)

    def forward(self, pixels_P3SS: Tensor) -> Tensor:
        scaled = pixels_P3SS.float() / 255
        return torch.cat([self._features(each, scaled) for each in self.encoders], dim=-1)

    def _features(self, encoder: Any, scaled_P3SS: Tensor) -> Tensor:
        is_clip = encoder.config.model_type == "clip_vision_model"
        mean, std = (scaled_P3SS.new_tensor(v)[:, None, None] for v in (CLIP_NORM if is_clip else IMAGENET_NORM))
        pixels = ((scaled_P3SS - mean) / std).to(next(encoder.parameters()).dtype)
        if is_clip:
            out = encoder(pixel_values=pixels, output_hidden_states=True, interpolate_pos_encoding=True)
            return torch.as_tensor(out.hidden_states[self._hidden_layer][:, 1:])
        hidden: Tensor = encoder(pixel_values=pixels).last_hidden_state
        if hidden.dim() == 4:
            return torch.as_tensor(encoder.layernorm(hidden.flatten(2).transpose(1, 2)))
        return hidden[:, 1:]


def _width(config: Any) -> int:
    sizes = getattr(config, "hidden_sizes", None)
    return int(sizes[-1]) if sizes else int(config.hidden_size)


def grid_side(config: Any, size: int, key: str) -> int:
    """Features a side for pictures of `size` pixels. Raises TrainingSpecError where the encoder cannot take them."""
    stride = _stride(config)
    if size % stride:
        raise TrainingSpecError(f"{key}: {size} pixels are no whole number of the encoder's patches of {stride} pixels")
    return size // stride


def _stride(config: Any) -> int:
    patch = int(config.patch_size)
    stages = getattr(config, "num_stages", None)
    return patch * 2 ** (int(stages) - 1) if stages and config.model_type.startswith("convnext") else patch


def grid_sines(tokens: int, width: int, device: torch.device) -> Tensor:
    """[N, width] for a square grid: sines of the column, then of the row, as in the ViT of MAE (its section A.1)."""
    side = round(tokens**0.5)
    waves = sines((torch.arange(side, device=device) + 0.5) / side, width // 4)
    both = torch.cat([waves.repeat(side, 1), waves.repeat_interleave(side, dim=0)], dim=1)
    return torch.nn.functional.pad(both, (0, width - both.shape[1]))


def sines(places_N: Tensor, count: int) -> Tensor:
    """[N, 2 * count]: sines and cosines of places 0 to 1, from half a wave over the whole to 32."""
    rates = torch.pi * 2.0 ** torch.linspace(0, 6, count, device=places_N.device)
    return torch.cat([(places_N[:, None] * rates).sin(), (places_N[:, None] * rates).cos()], dim=1)
