"""Image tokenizers of `transformers`: Chameleon's and Janus' VQ models, from a folder or random."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import ChameleonVQVAE, ChameleonVQVAEConfig, JanusVQVAE, JanusVQVAEConfig

from pipeline.training.models.parts import said
from pipeline.training.refusal import TrainingSpecError
from schemas.training import Part, RandomPart

_KINDS: dict[str, tuple[Any, Any]] = {
    "chameleon_vqgan": (ChameleonVQVAE, ChameleonVQVAEConfig),
    "janus_vqgan": (JanusVQVAE, JanusVQVAEConfig),
}


class VQImageTokenizer:
    """A frozen VQ model: pixels scaled to -1 to 1, one code for each cell of its last feature map."""

    def __init__(self, model: Any) -> None:
        self.model = model.eval().requires_grad_(False)
        self.num_codes = int(model.config.num_embeddings)

    @torch.no_grad()
    def codes(self, pixels_P3SS: Tensor) -> Tensor:
        self.model.to(pixels_P3SS.device)
        with torch.autocast(pixels_P3SS.device.type, enabled=False):  # a code must not depend on the training's dtype
            indices = self.model.encode(pixels_P3SS.float() / 127.5 - 1).image_tokens
        return torch.as_tensor(indices).reshape(len(pixels_P3SS), -1)

    def tokens(self, side: int) -> int:
        stride = 2 ** (len(self.model.config.channel_multiplier) - 1)
        if side % stride:
            raise TrainingSpecError(
                f"model: {side} pixels are no whole number of the image tokenizer's cells of {stride}"
            )
        return int((side // stride) ** 2)

    def save(self, folder: Path) -> None:
        self.model.save_pretrained(folder)


def image_tokenizer(part: Part) -> VQImageTokenizer:
    """Raises TrainingSpecError."""
    key = "model.image_tokenizer"
    if isinstance(part, RandomPart):
        kind = str(part.config["model_type"])
        if kind not in _KINDS:
            raise TrainingSpecError(f"{key}: model_type {kind!r} is none of {sorted(_KINDS)}")
        model, config = _KINDS[kind]
        body = {name: value for name, value in part.config.items() if name != "model_type"}
        return VQImageTokenizer(said(key, lambda: model(config(**body))))
    return VQImageTokenizer(said(f"{key}: {part!r}", lambda: _loaded(part)))


def _loaded(folder: str) -> Any:
    kind = json.loads(Path(folder, "config.json").read_bytes()).get("model_type")
    if kind not in _KINDS:
        raise ValueError(f"its model_type {kind!r} is none of {sorted(_KINDS)}")
    return _KINDS[kind][0].from_pretrained(folder)
