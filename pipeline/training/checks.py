"""What can be known to be wrong before the first step, said then, with key and remedy."""

import os
from typing import Any

import torch

from pipeline.training.data.atoms import PictureTokens
from pipeline.training.data.survey import SetSurvey
from pipeline.training.engine.ranks import Ranks
from pipeline.training.refusal import TrainingSpecError
from schemas.training import TrainSpec

WEIGHT_BYTES, LEARNING_BYTES = 4, 16
"""Of 32-bit weights; of those that learn with their gradient and AdamW's two moments."""


def check_batch(spec: TrainSpec, ranks: Ranks) -> None:
    """Raises TrainingSpecError."""
    at_once = ranks.count * spec.engine.rows
    if spec.optimize.batch % at_once:
        raise TrainingSpecError(
            f"optimize.batch: {spec.optimize.batch} rows cannot be shared out evenly: {ranks.count} ranks take "
            f"engine.rows {spec.engine.rows} at a time; make it a multiple of {at_once}"
        )


def check_length(spec: TrainSpec, pictures: PictureTokens) -> None:
    """Raises TrainingSpecError when a picture alone fills a row."""
    if pictures.image + 2 >= spec.data.max_length:
        raise TrainingSpecError(
            f"data.max_length: {spec.data.max_length} tokens leave no room for words: one picture of model.image_size "
            f"{spec.model.image_size} has {pictures.image}"
        )


def check_memory(model: Any, ranks: Ranks) -> None:
    """Weights, gradients and moments, without activations: what does not fit then never fits."""
    parameters = list(model.parameters())
    needed = sum(p.numel() * (LEARNING_BYTES if p.requires_grad else WEIGHT_BYTES) for p in parameters) / ranks.count
    there = memory(ranks.device)
    if needed > there:
        raise TrainingSpecError(
            f"model: weights, gradients and optimizer need {needed / 1e9:.1f} GB on each of {ranks.count} devices, "
            f"this one has {there / 1e9:.1f} GB; use more GPUs, optimize.lora, fewer optimize.trainable parts, or a "
            "smaller model"
        )


def memory(device: torch.device) -> float:
    """Bytes in all."""
    if device.type == "cuda":
        return float(torch.cuda.get_device_properties(device).total_memory)
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def counted(surveys: list[SetSurvey]) -> list[dict[str, Any]]:
    """What each shard set gives, for people and for `training.json`."""
    return [
        {
            "shards": survey.wanted.shards,
            "split": survey.wanted.split,
            "documents": survey.num_documents,
            "sequences": len(survey.rows),
            "cut": survey.num_cut,
            "empty": survey.empty,
            "tokens": int(survey.lengths.sum()),
            "damaged": survey.damaged,
        }
        for survey in surveys
    ]
