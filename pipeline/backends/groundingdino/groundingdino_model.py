"""GroundingDINO through `groundingdino-py`: its checkpoint and its file of settings."""

import argparse
import contextlib
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.backends.groundingdino.config import read_config
from pipeline.backends.groundingdino.files import Files
from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.groundingdino.torch_model import Loaded, Tensors
from pipeline.backends.local.errors import ModelFileError


def load(files: Files, device: Any) -> Loaded:
    """Raises ModelFileError for a checkpoint that is not whole, MissingPackageError."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="groundingdino")  # its own calls of old torch
    warnings.filterwarnings("ignore", message="torch.meshgrid", category=UserWarning)
    model = _built(files, device)
    _fill(model, files)
    model.eval().to(device)
    torch = grounding_import("torch")
    nested = grounding_import("groundingdino.util.misc").NestedTensor
    encoding = grounding_import("transformers").BatchEncoding

    def forward(asked: Tensors) -> tuple[Any, Any]:
        tokens = encoding(
            {
                "input_ids": asked.input_ids,
                "attention_mask": torch.ones_like(asked.input_ids),
                "token_type_ids": torch.zeros_like(asked.input_ids),
            }
        )
        model.tokenizer = lambda captions, **_: tokens  # these are the prompt's own: read once, in one place
        out = model(nested(asked.pixels, ~asked.pixel_mask), captions=[""] * len(asked.input_ids))
        return out["pred_logits"], out["pred_boxes"]

    return Loaded(forward, model.num_queries)


def _built(files: Files, device: Any) -> Any:
    """Without weights. Activation checkpointing is for training, and only costs time here."""
    library = grounding_import("groundingdino.models.GroundingDINO.groundingdino")
    registry = grounding_import("groundingdino.models.registry")
    transformers = grounding_import("transformers")
    encoder = str(files.encoder)
    own = {"text_encoder_type": encoder, "device": str(device), "use_checkpoint": False, "use_transformer_ckpt": False}
    settings = argparse.Namespace(**{**read_config(files.config or Path()), **own})
    # Its BERT's published weights would be read only to be replaced by the checkpoint's.
    bert = transformers.BertModel(transformers.BertConfig.from_pretrained(encoder, local_files_only=True))
    from pipeline.backends.groundingdino.text_encoder import TextEncoder

    try:
        with (
            _replaced(library, "BertModelWarper", TextEncoder),
            _replaced(library.get_tokenlizer, "get_pretrained_language_model", lambda _: bert),
            contextlib.redirect_stdout(sys.stderr),  # it prints, and stdout may be a command's JSON
        ):
            return registry.MODULE_BUILD_FUNCS.get(settings.modelname)(settings)
    except Exception as error:  # a missing setting is an AttributeError, a wrong one nearly anything
        raise ModelFileError(f"{files.config}: groundingdino-py cannot build a model from it: {error}") from error


def _fill(model: Any, files: Files) -> None:
    """The library itself would take a checkpoint that lacks all of the model, and say nothing."""
    try:
        lacking = model.load_state_dict(_weights(files.model), strict=False).missing_keys
    except RuntimeError as error:  # another shape
        raise ModelFileError(f"{files.model}: does not fit the model of {files.config}: {str(error)[:500]}") from error
    if lacking:
        raise ModelFileError(
            f"{files.model}: lacks {len(lacking)} of the model's tensors ({', '.join(lacking[:5])}...); they would be "
            f"random. Does {files.config} belong to this checkpoint?"
        )


def _weights(checkpoint: Path) -> dict[str, Any]:
    """By name. Read as data: a pickle that would run code is refused."""
    torch = grounding_import("torch")
    try:
        # Published checkpoints carry their training's arguments along.
        with torch.serialization.safe_globals([argparse.Namespace]):
            held = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except Exception as error:  # pickle's, zipfile's, torch's own
        raise ModelFileError(f"{checkpoint}: torch cannot read it as weights: {str(error)[:300]}") from error
    weights = held.get("model", held) if isinstance(held, dict) else None
    if not isinstance(weights, dict) or not all(isinstance(one, torch.Tensor) for one in weights.values()):
        raise ModelFileError(f"{checkpoint}: holds no table of tensors; is it a GroundingDINO checkpoint?")
    return {name.removeprefix("module."): tensor for name, tensor in weights.items()}


@contextlib.contextmanager
def _replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
