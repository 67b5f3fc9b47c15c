"""Parts of a model from `transformers`: from the hub, a local folder, or a configuration with random weights."""

from collections.abc import Callable
from typing import Any, TypeVar

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from pipeline.training.refusal import TrainingSpecError
from schemas.training import Part, RandomPart

T = TypeVar("T")


def part_config(part: Part, key: str) -> Any:
    """A `transformers` configuration. Raises TrainingSpecError naming the spec's key."""
    if isinstance(part, RandomPart):
        return said(key, lambda: AutoConfig.for_model(**part.config))
    return said(f"{key}: {part!r}", lambda: AutoConfig.from_pretrained(part))


def language_model(part: Part, config: Any, key: str) -> torch.nn.Module:
    """In 32-bit floats: mixed precision is the engine's, and small updates vanish in bfloat16 weights."""
    if isinstance(part, RandomPart):
        made: torch.nn.Module = said(key, lambda: AutoModelForCausalLM.from_config(config))
        return made
    loaded: torch.nn.Module = said(
        f"{key}: {part!r}", lambda: AutoModelForCausalLM.from_pretrained(part, config=config, dtype=torch.float32)
    )
    return loaded


def said(where: str, call: Callable[[], T]) -> T:
    """Whatever `transformers` says against a name or a number becomes the spec's error."""
    try:
        return call()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        said = " ".join(str(error).split())[:300]
        raise TrainingSpecError(
            f"{where}: {said}; give a hub id that can be reached, a local folder, or a configuration of transformers"
        ) from error
