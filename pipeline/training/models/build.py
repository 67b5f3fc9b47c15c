"""From a spec's model to the model: parts loaded or made, put together, and what the data has to know about it."""

from dataclasses import dataclass
from typing import Any

import torch

from pipeline.training.data.atoms import PictureTokens
from pipeline.training.data.seeds import seed_of
from pipeline.training.data.words import Words
from pipeline.training.models.coordinates_init import order_coordinates
from pipeline.training.models.discrete import DiscreteModel
from pipeline.training.models.finished import AnyModel, Finished, facts_of, load
from pipeline.training.models.grounding import GroundingConfig, GroundingModel
from pipeline.training.models.image_tokenizer import VQImageTokenizer, image_tokenizer
from pipeline.training.models.parts import language_model, part_config
from pipeline.training.models.vision import encoder, grid_side, vision_config
from pipeline.training.refusal import TrainingSpecError
from schemas.training import DiscreteModelSpec, GroundingModelSpec, RandomPart, TrainSpec


@dataclass(frozen=True, slots=True)
class Built:
    """`pictures`: tokens of a picture, which the sequences must hold."""

    model: AnyModel
    words: Words
    facts: Finished
    pictures: PictureTokens

    @property
    def sides(self) -> tuple[int, int]:
        return self.facts.image_size, self.facts.object_size


def build(spec: TrainSpec, words: Words, chat: str) -> Built:
    """Random weights follow from the spec's seed. Raises TrainingSpecError."""
    torch.manual_seed(seed_of(spec.seed, "weights"))
    if spec.start_from:
        return _again(spec, words, chat)
    if isinstance(spec.model, GroundingModelSpec):
        return _grounding(spec, spec.model, words, chat)
    return _discrete(spec, spec.model, words, chat)


def built_from(folder: str, words: Words) -> Built:
    """A finished model as it was saved. Raises TrainingSpecError."""
    model, facts = load(folder, words), facts_of(folder)
    return Built(model, words, facts, picture_tokens(model, facts))


def picture_tokens(model: AnyModel, facts: Finished) -> PictureTokens:
    """Raises TrainingSpecError where a size does not fit the encoders."""
    if isinstance(model, DiscreteModel):
        count = model.image_tokenizer.tokens
        return PictureTokens(count(facts.image_size), count(facts.object_size), are_learned=True)
    return PictureTokens(
        _grid(model, facts.image_size, "model.image_size") ** 2,
        _grid(model, facts.object_size, "model.object_size") ** 2,
    )


def _grid(model: GroundingModel, size: int, key: str) -> int:
    sides = {grid_side(each.config, size, key) for each in model.vision.encoders}
    if len(sides) > 1:
        raise TrainingSpecError(
            f"model.vision: at {size} pixels the encoders have grids of {sorted(sides)} features a side, not one"
        )
    return sides.pop()


def _again(spec: TrainSpec, words: Words, chat: str) -> Built:
    """An earlier stage's model; the new spec's sizes hold."""
    assert spec.start_from
    before = facts_of(spec.start_from)
    if before.family != spec.model.family:
        raise TrainingSpecError(
            f"start_from: {spec.start_from!r} is of the {before.family} family, model.family says {spec.model.family!r}"
        )
    model, facts = load(spec.start_from, words), _facts(spec, chat, before.first_code)
    return Built(model, words, facts, picture_tokens(model, facts))


def _grounding(spec: TrainSpec, wanted: GroundingModelSpec, words: Words, chat: str) -> Built:
    language = _language(wanted.language, words.size)
    encoders = []
    for number, part in enumerate(wanted.vision):
        key = f"model.vision.{number}"
        encoders.append(encoder(part, vision_config(part, part_config(part, key)), key))
    config = GroundingConfig(
        language=language.config.to_dict(),
        vision=[each.config.to_dict() for each in encoders],
        image_token=words.image,
        object_token=words.object_image,
        **wanted.model_dump(
            include={"image_size", "object_size", "hidden_layer", "grid_positions", "attends_within_images"}
        ),
        decimals=spec.data.decimals,
    )
    if isinstance(wanted.language, RandomPart):
        order_coordinates(language, words, spec.data.decimals)
    model, facts = GroundingModel(config, language, encoders), _facts(spec, chat)
    return Built(model, words, facts, picture_tokens(model, facts))


def _discrete(spec: TrainSpec, wanted: DiscreteModelSpec, words: Words, chat: str) -> Built:
    codes: VQImageTokenizer = image_tokenizer(wanted.image_tokenizer)
    language = _language(wanted.language, words.size + codes.num_codes)
    facts = _facts(spec, chat, words.size)
    model = DiscreteModel(language, codes, words.size, (words.image, words.object_image))
    return Built(model, words, facts, picture_tokens(model, facts))


def _language(part: Any, num_words: int) -> Any:
    """With room for every word. A loaded model's new words start as a draw around the mean of its old ones."""
    config = part_config(part, "model.language")
    if isinstance(part, RandomPart):
        config.vocab_size = num_words
    language: Any = language_model(part, config, "model.language")
    if language.get_input_embeddings().num_embeddings < num_words:
        language.resize_token_embeddings(num_words)
    return language


def _facts(spec: TrainSpec, chat: str, first_code: int = 0) -> Finished:
    return Finished(
        family=spec.model.family,
        image_size=spec.model.image_size,
        object_size=spec.model.object_size,
        decimals=spec.data.decimals,
        chat=chat,
        max_length=spec.data.max_length,
        first_code=first_code,
    )
