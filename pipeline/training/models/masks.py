"""Which tokens see which: causal, within one document, not across branches, and both ways within a picture."""

import torch
from torch import Tensor

from pipeline.training.data.batch import Batch


def attention_mask(batch: Batch, within_images: bool) -> Tensor | None:
    """[R, 1, T, T], True where the row may look at the column; None where plain causal attention says the same.

    Padding is document 0 and sees padding only: a row without anything to see would be NaN.
    """
    if not within_images and is_plain(batch):
        return None
    documents, branches, pictures = batch.documents_RT, batch.branches_RT, batch.pictures_RT
    places = torch.arange(documents.shape[1], device=documents.device)
    sees = places[None, :, None] >= places[None, None, :]
    if within_images:
        sees = sees | _same(pictures) & (pictures > 0)[:, :, None]
    shared = (branches == 0)[:, None, :] | _same(branches)
    return (sees & shared & _same(documents))[:, None]


def is_plain(batch: Batch) -> bool:
    """One sequence a row, unbranched; padding behind it is seen by nothing."""
    return bool((batch.documents_RT <= 1).all() and (batch.branches_RT == 0).all())


def _same(numbers_RT: Tensor) -> Tensor:
    return numbers_RT[:, :, None] == numbers_RT[:, None, :]
