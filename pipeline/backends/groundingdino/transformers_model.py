"""GroundingDINO through `transformers`: a folder as `save_pretrained` writes it."""

from pathlib import Path
from typing import Any

from pipeline.backends.groundingdino.packages import grounding_import
from pipeline.backends.groundingdino.torch_model import Forward, Loaded, Tensors
from pipeline.backends.local.errors import ModelFileError

DELIMITER_IDS = (101, 102, 1012, 1029)
"""bert-base-uncased's ids of [CLS], [SEP], full stop and question mark: transformers' model has them built in."""


def load(folder: Path, device: Any, delimiters: tuple[int, ...]) -> Loaded:
    """Raises ModelFileError for a folder that is not whole, MissingPackageError."""
    if delimiters != DELIMITER_IDS:
        raise ModelFileError(
            f"{folder}: its tokenizer has {delimiters} for [CLS], [SEP], full stop and question mark; transformers' "
            f"GroundingDINO knows {DELIMITER_IDS} only, so phrases would run into each other"
        )
    library = grounding_import("transformers")
    grounding_import("torch")
    try:
        model, told = library.GroundingDinoForObjectDetection.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True, dtype="float32"
        )
    except Exception as error:  # OSError, ValueError, safetensors' own and more
        raise ModelFileError(f"{folder}: transformers cannot load it: {str(error)[:500]}") from error
    lacking = sorted({*map(str, told["missing_keys"]), *map(str, told["mismatched_keys"])})
    if lacking:
        raise ModelFileError(
            f"{folder}: the weights lack {len(lacking)} of the model's tensors, or have them in another shape "
            f"({', '.join(lacking[:5])}...); they would be random. Do config.json and weights belong together?"
        )
    return Loaded(forward_of(model.eval().to(device)), model.config.num_queries)


def forward_of(model: Any) -> Forward:
    """Of a GroundingDinoForObjectDetection."""

    def forward(asked: Tensors) -> tuple[Any, Any]:
        out = model(pixel_values=asked.pixels, pixel_mask=asked.pixel_mask, input_ids=asked.input_ids)
        return out.logits, out.pred_boxes

    return forward
