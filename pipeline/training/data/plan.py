"""The plan: which sequences make which row of which step, decided before the first step from seed and survey alone.

So a step number is all that resuming needs, on any number of ranks and workers.
"""

import bisect
import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.training.data.seeds import permutation
from pipeline.training.data.survey import SetSurvey
from schemas.training import DataSpec, PhaseSpec

Integers = NDArray[np.int64]
OPEN_ROWS = 64
"""Rows that still take sequences while packing: more fill better, but move a sequence further from its turn."""


@dataclass(frozen=True, slots=True)
class Draw:
    """`number`: row of the set's survey."""

    set: int
    number: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`draws` [n, 2]: set and number, in order of rows. `starts` [rows + 1]: where each row's draws begin.

    `phase_rows`: rows of each phase, in order. Rows are `max_length` tokens at most.
    """

    draws: Integers
    starts: Integers
    phase_rows: tuple[int, ...]
    num_tokens: int

    @property
    def num_rows(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> list[Draw]:
        """Empty past the end: the last step's missing rows."""
        if number >= self.num_rows:
            return []
        return [Draw(int(s), int(n)) for s, n in self.draws[self.starts[number] : self.starts[number + 1]]]

    def steps(self, batch: int) -> int:
        return -(-self.num_rows // batch)

    def digest(self) -> str:
        return hashlib.sha256(self.draws.tobytes() + self.starts.tobytes()).hexdigest()


def make_plan(spec: DataSpec, surveys: list[list[SetSurvey]]) -> Plan:
    """`surveys`: of each phase, of each of its sets. Sets are numbered through all phases."""
    flat = [survey for phase in surveys for survey in phase]
    draws, starts, phase_rows, tokens = [], [np.zeros(1, np.int64)], [], 0
    first_set, offset = 0, 0
    for phase, own in zip(spec.phases, surveys, strict=True):
        drawn = phase_draws(phase, [len(survey.rows) for survey in flat], first_set, len(own), spec.seed)
        lengths = np.array([flat[s].lengths[n] for s, n in drawn], np.int64)
        order, row_starts = pack(lengths, spec.max_length if spec.packing else 0)
        draws.append(drawn[order])
        starts.append(row_starts[1:] + offset)
        phase_rows.append(len(row_starts) - 1)
        tokens += int(lengths.sum())
        offset += len(drawn)
        first_set += len(own)
    return Plan(np.concatenate(draws), np.concatenate(starts), tuple(phase_rows), tokens)


def phase_draws(phase: PhaseSpec, sizes: list[int], first: int, count: int, seed: int) -> Integers:
    """[n, 2]: set and number. Sets take turns evenly by their weights; each goes round its own permutations."""
    own = {first + i: wanted.weight or sizes[first + i] for i, wanted in enumerate(phase.sets[:count])}
    total = phase.sequences or max(1, round(phase.epochs * sum(sizes[s] for s in own)))
    shares = {s: weight / sum(own.values()) * (1 - phase.playback) for s, weight in own.items()}
    if phase.playback:
        shares |= {s: sizes[s] / sum(sizes[:first]) * phase.playback for s in range(first)}
    parts = []
    for chosen, amount in zip(shares, _whole(list(shares.values()), total), strict=True):
        numbers = _numbers(amount, sizes[chosen], seed, phase.name, chosen)
        turns = (np.arange(amount) + 0.5) / max(1, amount)
        parts.append((turns, np.stack([np.full(amount, chosen, np.int64), numbers], axis=1)))
    order = np.argsort(np.concatenate([turns for turns, _ in parts]), kind="stable")
    return np.concatenate([drawn for _, drawn in parts])[order]


def _whole(shares: list[float], total: int) -> list[int]:
    """Shares of the total as whole numbers that add up: the largest remainders are rounded up."""
    exact = [share * total for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole


def _numbers(amount: int, size: int, *seed: object) -> Integers:
    passes = [permutation(size, *seed, number) for number in range(-(-amount // size))]
    return np.concatenate(passes)[:amount] if passes else np.zeros(0, np.int64)


def pack(lengths: Integers, capacity: int) -> tuple[Integers, Integers]:
    """Order of the sequences and where rows start in it. Best fit among open rows; capacity 0: one a row."""
    if not capacity:
        return np.arange(len(lengths), dtype=np.int64), np.arange(len(lengths) + 1, dtype=np.int64)
    rows: list[list[int]] = []
    open_rows: list[tuple[int, int]] = []  # room left and row, sorted
    for number, length in enumerate(map(int, lengths)):
        at = bisect.bisect_left(open_rows, (length, -1))
        if at < len(open_rows):
            room, row = open_rows.pop(at)
        else:
            room, row = capacity, len(rows)
            rows.append([])
        rows[row].append(number)
        if room - length > 0:
            bisect.insort(open_rows, (room - length, row))
        if len(open_rows) > OPEN_ROWS:
            open_rows.remove(min(open_rows, key=lambda entry: entry[1]))
    order = np.array([number for row in rows for number in row], np.int64)
    return order, np.cumsum([0, *map(len, rows)]).astype(np.int64)
