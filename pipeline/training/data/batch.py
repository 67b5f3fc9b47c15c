"""A batch: rows of tokens with what says which of them see each other, and the pictures they show."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import torch
from torch import Tensor

from pipeline.training.data.pictures import Pixels
from pipeline.training.data.sequence import NO_TARGET
from pipeline.training.data.sequence import Sequence as TokenSequence

# Shape suffixes: R rows, T tokens of a row, P whole pictures, O object images, S and s their sides in pixels.


@dataclass(slots=True)
class Batch:
    """`documents`: number of the sequence within its row from 1, 0 for padding. `pictures`: numbered through the row.

    `targets` hold the next token or NO_TARGET. `skipped`: sequences left out because their picture is damaged.
    """

    ids_RT: Tensor
    targets_RT: Tensor
    positions_RT: Tensor
    documents_RT: Tensor
    branches_RT: Tensor
    pictures_RT: Tensor
    images_P3SS: Tensor
    objects_O3ss: Tensor
    skipped: int = 0

    def to(self, device: torch.device) -> Self:
        moved = {
            f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self) if f.name != "skipped"
        }
        return type(self)(**moved, skipped=self.skipped)

    def pin_memory(self) -> Self:
        pinned = {f.name: getattr(self, f.name).pin_memory() for f in fields(self) if f.name != "skipped"}
        return type(self)(**pinned, skipped=self.skipped)

    @property
    def num_tokens(self) -> int:
        return int((self.documents_RT > 0).sum())

    @property
    def num_targets(self) -> int:
        return int((self.targets_RT != NO_TARGET).sum())


@dataclass(frozen=True, slots=True)
class Filled:
    """A sequence with the pixels of what it shows, whole pictures and object images apart, in order."""

    tokens: TokenSequence
    images: list[Pixels]
    objects: list[Pixels]


def collate(rows: Sequence[Sequence[Filled]], length: int | None, sides: tuple[int, int], skipped: int = 0) -> Batch:
    """`length`: tokens of every row; None: as the longest row, in steps of 8."""
    longest = max((sum(len(filled.tokens.ids) for filled in row) for row in rows), default=0)
    width = length or max(8, -(-longest // 8) * 8)
    columns = [_row(row, width) for row in rows]
    images = [pixels for row in rows for filled in row for pixels in filled.images]
    objects = [pixels for row in rows for filled in row for pixels in filled.objects]
    ids, targets, positions, documents, branches, pictures = (
        torch.from_numpy(np.array([column[i] for column in columns], np.int64)) for i in range(6)
    )
    shown = _stack(images, sides[0]), _stack(objects, sides[1])
    return Batch(ids, targets, positions, documents, branches, pictures, *shown, skipped)


def _row(row: Sequence[Filled], width: int) -> list[list[int]]:
    """ids, targets, positions, documents, branches, pictures."""
    made: list[list[int]] = [[], [], [], [], [], []]
    shown = 0
    for number, filled in enumerate(row, 1):
        tokens = filled.tokens
        pictures = [picture and picture + shown for picture in tokens.pictures]
        shown += len(tokens.shown)
        columns = (tokens.ids, tokens.targets, tokens.positions, [number] * len(tokens.ids), tokens.branches, pictures)
        for column, added in zip(made, columns, strict=True):
            column += added
    return [
        column + [padding] * (width - len(column))
        for column, padding in zip(made, (0, NO_TARGET, 0, 0, 0, 0), strict=True)
    ]


def _stack(pixels: list[Pixels], side: int) -> Tensor:
    if not pixels:
        return torch.zeros((0, 3, side, side), dtype=torch.uint8)
    return torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2)  # bytes stay as they lie: channels last
