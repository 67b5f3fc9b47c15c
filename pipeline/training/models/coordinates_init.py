"""Where coordinates are tokens of their own, they begin in order: 0.31 starts out near 0.32, and far from 0.90."""

from typing import Any

import torch

from pipeline.training.data.coordinates import values
from pipeline.training.data.words import Words
from pipeline.training.models.vision import sines


@torch.no_grad()
def order_coordinates(language: Any, words: Words, decimals: int) -> None:
    """Sines of their value instead of random vectors, at the embedding's own scale; nothing where they are no tokens.

    Drawn at random, 101 bins have to find out one by one that neighbours mean nearly the same.
    """
    known, weight = words.tokenizer.get_vocab(), language.get_input_embeddings().weight
    numbers = [known[value] for value in values(decimals) if value in known]
    if len(numbers) != 10**decimals + 1:
        return
    places = torch.linspace(0, 1, len(numbers))
    waves = torch.nn.functional.pad(sines(places, weight.shape[1] // 2), (0, weight.shape[1] % 2))
    weight[numbers] = waves / waves.std() * weight.std()
