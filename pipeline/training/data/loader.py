"""Batches of one rank, read and decoded ahead by workers that keep nothing: a batch follows from its number."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch.utils.data import DataLoader, Dataset

from pipeline.pixels.picture import ImageError
from pipeline.training.data.batch import Batch, Filled, collate
from pipeline.training.data.pictures import Pictures
from pipeline.training.data.plan import Draw, Plan
from pipeline.training.data.published import DamagedShardError, read_document
from pipeline.training.data.sequence import WHOLE, Sequence
from pipeline.training.data.sequences import Sequencer
from pipeline.training.data.survey import SetSurvey


@dataclass(frozen=True, slots=True)
class Share:
    """Which of a step's `batch` rows this rank takes, and how many at a time."""

    batch: int
    rows: int
    rank: int = 0
    ranks: int = 1

    @property
    def passes(self) -> int:
        """Forward passes a step."""
        return self.batch // self.ranks // self.rows

    def rows_of(self, step: int, number: int) -> range:
        first = step * self.batch + self.rank * (self.batch // self.ranks) + number * self.rows
        return range(first, first + self.rows)


@dataclass(frozen=True, slots=True)
class Reader:
    """Draws to sequences with their pixels. Raises DamagedShardError unless told to skip."""

    surveys: list[SetSurvey]
    sequencer: Sequencer
    sides: tuple[int, int]
    skips_damaged: bool

    def read(self, draw: Draw) -> Filled | None:
        survey = self.surveys[draw.set]
        row = survey.row(draw.number)
        try:
            document = read_document(row.shard, row.document)
            tokens = self.sequencer.sequence(document, row.span, survey.wanted)
            return with_pixels(tokens, Pictures(document, row.picture.read(row.shard), *self.sides))
        except (DamagedShardError, ImageError) as error:
            if self.skips_damaged:
                return None
            raise DamagedShardError(f"{row.shard}: the sample at byte {row.document.offset}: {error}") from error


def with_pixels(tokens: Sequence, pictures: Pictures) -> Filled:
    """Raises ImageError."""
    images = [pictures.pixels(shown) for shown in tokens.shown if shown == WHOLE]
    return Filled(tokens, images, [pictures.pixels(shown) for shown in tokens.shown if shown != WHOLE])


class Batches(Dataset[Batch]):
    """Item `n` is pass `n % passes` of step `n // passes`."""

    def __init__(self, plan: Plan, reader: Reader, share: Share, length: int | None) -> None:
        self._plan, self._reader, self._share, self._length = plan, reader, share, length

    def __len__(self) -> int:
        return self._plan.steps(self._share.batch) * self._share.passes

    def __getitem__(self, number: int) -> Batch:
        step, turn = divmod(number, self._share.passes)
        rows, skipped = [], 0
        for row in self._share.rows_of(step, turn):
            read = [self._reader.read(draw) for draw in self._plan.row(row)]
            rows.append([filled for filled in read if filled is not None])
            skipped += read.count(None)
        return collate(rows, self._length, self._reader.sides, skipped)


def load(batches: Batches, first: int, workers: int, pins_memory: bool) -> Iterator[Batch]:
    """From item `first` on."""
    loader = DataLoader(
        batches,
        batch_size=None,
        sampler=range(first, len(batches)),
        num_workers=workers,
        pin_memory=pins_memory,
        prefetch_factor=4 if workers else None,
        worker_init_fn=_one_thread,
    )
    return iter(loader)


def _one_thread(worker: int) -> None:
    torch.set_num_threads(1)
