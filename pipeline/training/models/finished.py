"""A finished model's folder: Hugging Face's files, the tokenizer, and how its inputs are made."""

from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from transformers import AutoModelForCausalLM

from pipeline.training.data.words import Words
from pipeline.training.models.discrete import DiscreteModel
from pipeline.training.models.grounding import GroundingModel
from pipeline.training.models.image_tokenizer import VQImageTokenizer, image_tokenizer
from pipeline.training.models.parts import said
from pipeline.training.refusal import TrainingSpecError
from schemas.model import Model

NAME, IMAGE_TOKENIZER = "multigrain.json", "image_tokenizer"

AnyModel = GroundingModel | DiscreteModel


class Finished(Model):
    """How inputs are made: pixels a side of pictures and object images, digits of a coordinate, the marks' file."""

    family: Literal["grounding", "discrete"]
    image_size: int
    object_size: int
    decimals: int
    chat: str
    max_length: int
    first_code: int = 0


def save(model: Any, words: Words, facts: Finished, folder: Path) -> None:
    """`model` with its LoRA layers already merged. The folder is complete when `multigrain.json` is there."""
    weights = model if facts.family == "grounding" else model.language
    weights.save_pretrained(folder)
    words.tokenizer.save_pretrained(folder)
    if facts.family == "discrete":
        model.image_tokenizer.save(folder / IMAGE_TOKENIZER)
    (folder / NAME).write_text(facts.model_dump_json(indent=1) + "\n")


def facts_of(folder: str) -> Finished:
    """Raises TrainingSpecError."""
    try:
        return Finished.model_validate_json(Path(folder, NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise TrainingSpecError(
            f"{folder!r} is no finished model of this trainer (no whole {NAME} in it); name the `model` folder of a "
            "training that ended"
        ) from error


def load(folder: str, words: Words) -> AnyModel:
    """In 32-bit floats on the CPU. Raises TrainingSpecError."""
    facts = facts_of(folder)
    if facts.family == "grounding":
        return said(folder, lambda: GroundingModel.from_pretrained(folder))  # type: ignore[no-any-return]
    language = said(folder, lambda: AutoModelForCausalLM.from_pretrained(folder))
    tokenizer: VQImageTokenizer = image_tokenizer(str(Path(folder, IMAGE_TOKENIZER)))
    return DiscreteModel(language, tokenizer, facts.first_code, (words.image, words.object_image))
