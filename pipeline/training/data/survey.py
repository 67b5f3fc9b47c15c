"""The survey: every sequence of a shard set with its place and length, found once and kept beside the run.

So that steps, packing and what is too long are known before the first step, and a step number says which data it has.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.training.data.published import (
    DamagedShardError,
    Place,
    check_bytes,
    members,
    read_document,
    read_manifest,
)
from pipeline.training.data.sequences import Sequencer, Span
from pipeline.training.refusal import TrainingSpecError
from schemas.manifest import Shard
from schemas.training import ShardSetSpec

VERSION = 1
"""Raised when the code changes what a survey holds."""

Rows = NDArray[np.int64]
COLUMNS = ("shard", "sample", "json", "json_size", "jpg", "jpg_size", "first", "last", "length", "targets", "cut")


@dataclass(frozen=True, slots=True)
class Row:
    """One sequence of a set."""

    shard: Path
    document: Place
    picture: Place
    span: Span
    length: int


@dataclass(slots=True)
class SetSurvey:
    """`rows` [sequences, COLUMNS]: those one can learn from. `empty`: sequences without a target that fits."""

    wanted: ShardSetSpec
    shards: list[Path]
    rows: Rows
    num_documents: int
    empty: int
    damaged: list[str] = field(default_factory=list)

    @property
    def num_cut(self) -> int:
        return int((self.rows[:, COLUMNS.index("cut")] > 0).sum())

    @property
    def lengths(self) -> Rows:
        return self.rows[:, COLUMNS.index("length")]

    def row(self, number: int) -> Row:
        shard, _, json_at, json_size, jpg_at, jpg_size, first, last, length, _, _ = map(int, self.rows[number])
        return Row(self.shards[shard], Place(json_at, json_size), Place(jpg_at, jpg_size), Span(first, last), length)


@dataclass(frozen=True, slots=True)
class Surveyor:
    """`identity`: what decides lengths beside the shard (tokenizer, marks, picture tokens, limits)."""

    sequencer: Sequencer
    identity: str
    cache: Path
    skips_damaged: bool

    def prepare(self, wanted: ShardSetSpec, rank: int = 0, ranks: int = 1) -> None:
        """Surveys this rank's share of the set's shards into the cache."""
        for shard in self._shards(wanted)[rank::ranks]:
            self._surveyed(wanted, shard)

    def survey(self, wanted: ShardSetSpec) -> SetSurvey:
        """Raises TrainingSpecError for a set without anything to learn, DamagedShardError unless told to skip."""
        shards = self._shards(wanted)
        parts, damaged = [], []
        for number, shard in enumerate(shards):
            try:
                part = self._surveyed(wanted, shard).copy()
            except DamagedShardError as error:
                if not self.skips_damaged:
                    raise
                damaged.append(str(error))
                continue
            part[:, 0] = number
            parts.append(part)
        rows = np.concatenate(parts) if parts else np.zeros((0, len(COLUMNS)), np.int64)
        return self._limited(wanted, [Path(wanted.shards, shard.path) for shard in shards], rows, damaged)

    def _limited(self, wanted: ShardSetSpec, paths: list[Path], rows: Rows, damaged: list[str]) -> SetSurvey:
        samples = np.unique(rows[:, :2], axis=0)
        if wanted.documents is not None and len(samples) > wanted.documents:
            shard, sample = samples[wanted.documents - 1]
            rows = rows[(rows[:, 0] < shard) | ((rows[:, 0] == shard) & (rows[:, 1] <= sample))]
        kept = rows[rows[:, COLUMNS.index("targets")] > 0]
        if not len(kept):
            raise TrainingSpecError(_nothing(wanted, len(samples)))
        documents = min(len(samples), wanted.documents or len(samples))
        return SetSurvey(wanted, paths, kept, documents, len(rows) - len(kept), damaged)

    def _shards(self, wanted: ShardSetSpec) -> list[Shard]:
        return [shard for shard in read_manifest(wanted.shards).shards if shard.split == wanted.split]

    def _surveyed(self, wanted: ShardSetSpec, shard: Shard) -> Rows:
        tasks = None if wanted.tasks is None else sorted(wanted.tasks)
        named = [VERSION, self.identity, shard.sha256, wanted.segments, wanted.conversations, tasks]
        kept = self.cache / f"{hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]}.npy"
        path = Path(wanted.shards, shard.path)
        if kept.exists() and path.exists() and path.stat().st_size == shard.bytes:
            return np.asarray(np.load(kept, allow_pickle=False), np.int64)
        check_bytes(wanted.shards, shard)
        rows = survey_shard(path, wanted, self.sequencer)
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".unfinished.npy")
        np.save(unfinished, rows)
        unfinished.rename(kept)
        return rows


def survey_shard(path: Path, wanted: ShardSetSpec, sequencer: Sequencer) -> Rows:
    """[sequences, COLUMNS]; the column `shard` is 0. Raises DamagedShardError."""
    rows = []
    for number, member in enumerate(members(path)):
        document = read_document(path, member.document)
        for found in sequencer.spans(document, wanted):
            places = member.document.offset, member.document.size, member.picture.offset, member.picture.size
            rows.append(
                (0, number, *places, found.span.first, found.span.last, found.length, found.num_targets, found.cut)
            )
    return np.array(rows, np.int64).reshape(-1, len(COLUMNS))


def _nothing(wanted: ShardSetSpec, documents: int) -> str:
    asked = [name for name in ("segments", "conversations") if getattr(wanted, name)]
    tasks = f" of the tasks {list(wanted.tasks)}" if wanted.tasks else ""
    return (
        f"data: {wanted.shards!r}, split {wanted.split!r}: nothing to learn from in {documents} documents: no "
        f"{' or '.join(asked) or 'parts at all'}{tasks} that fit max_length; name a recipe that holds them"
    )
