"""The discrete family: a frozen image tokenizer's codes are further words of a causal language model (MMGiC)."""

from typing import Any, Protocol

import torch
from torch import Tensor, nn

from pipeline.training.data.batch import Batch
from pipeline.training.data.sequence import NO_TARGET
from pipeline.training.models.losses import next_token_loss, used
from pipeline.training.models.masks import attention_mask


class ImageTokenizer(Protocol):
    """Frozen: turns pictures into codes, row by row."""

    num_codes: int

    def codes(self, pixels_P3SS: Tensor) -> Tensor:
        """[P, 3, S, S] bytes to [P, N] numbers under `num_codes`."""

    def tokens(self, side: int) -> int:
        """Codes of a picture of `side` pixels. Raises TrainingSpecError for a side it cannot take."""


class DiscreteModel(nn.Module):
    """Code `c` is word `first_code + c`. The image tokenizer is no part of the weights that are trained or counted."""

    def __init__(
        self, language: Any, image_tokenizer: ImageTokenizer, first_code: int, placeholders: tuple[int, int]
    ) -> None:
        super().__init__()
        self.language = language
        self.first_code = first_code
        self._image_tokenizer = (image_tokenizer,)  # a tuple keeps it out of the module's parameters
        self._image, self._object = placeholders

    @property
    def image_tokenizer(self) -> ImageTokenizer:
        return self._image_tokenizer[0]

    def forward(self, batch: Batch) -> Tensor:
        """The loss, summed over the batch's targets, words and codes alike."""
        ids = self.with_codes(batch.ids_RT, batch.images_P3SS, batch.objects_O3ss)
        hidden = self.language.get_decoder()(
            input_ids=ids,
            attention_mask=attention_mask(batch, False),
            position_ids=batch.positions_RT,
            use_cache=False,
        ).last_hidden_state
        return next_token_loss(self.language.get_output_embeddings(), hidden, self._targets(batch.targets_RT, ids))

    def embeddings(self, ids_RT: Tensor, images_P3SS: Tensor, objects_O3ss: Tensor) -> Tensor:
        """[R, T, D], as the language model sees them."""
        found: Tensor = self.language.get_input_embeddings()(self.with_codes(ids_RT, images_P3SS, objects_O3ss))
        return used(found, found.new_zeros(1))

    @torch.no_grad()
    def with_codes(self, ids_RT: Tensor, images_P3SS: Tensor, objects_O3ss: Tensor) -> Tensor:
        """Placeholders replaced by the codes of the pictures, in order."""
        for token, pixels in ((self._image, images_P3SS), (self._object, objects_O3ss)):
            if len(pixels):
                codes = self.image_tokenizer.codes(pixels).flatten() + self.first_code
                ids_RT = ids_RT.masked_scatter(ids_RT == token, codes)
        return ids_RT

    def _targets(self, targets_RT: Tensor, ids_RT: Tensor) -> Tensor:
        """A placeholder that is to be predicted becomes the code that stands there."""
        following = torch.cat([ids_RT[:, 1:], ids_RT.new_full((len(ids_RT), 1), NO_TARGET)], dim=1)
        is_code = (targets_RT == self._image) | (targets_RT == self._object)
        return torch.where(is_code, following, targets_RT)
