"""Takes the records of one slice through the stages: replays what the ledger knows, runs the rest, writes it down."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.fold import GrowingRecord, fingerprint
from pipeline.annotate.graph import Node
from pipeline.intake.input import Input
from pipeline.ledger.ledger import Fated, Ledger
from pipeline.ledger.row import Row
from pipeline.protocols.stage import Kept, Rejected, StopError


@dataclass(slots=True)
class Tally:
    """What happened in one stage to one slice, for the progress display; the ledger is the truth."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, row: Row, is_reused: bool) -> None:
        self.counts[row.fate] += 1
        self.counts["reused" if is_reused else "computed"] += 1


Tallies = dict[str, Tally]
"""By stage name."""


class Advance:
    """One bucket's records and ledger rows; `retry_failed` takes failed rows as not there.

    `lanes`: records under way at once; more than one where stages wait for models.
    """

    def __init__(self, ledger: Ledger, nodes: Sequence[Node], bucket: str, retry_failed: bool, lanes: int = 1) -> None:
        self._ledger, self._nodes, self._bucket, self._retry_failed = ledger, nodes, bucket, retry_failed
        self._lanes = lanes
        self.tallies = {node.stage.name: Tally() for node in nodes}

    async def run(self, inputs: Sequence[Input]) -> Tallies:
        """Raises StopError; what was done until then is in the ledger."""
        keys = [row.key for row in inputs]
        known = {n.stage.name: self._ledger.read(n.stage.name, self._bucket, keys) for n in self._nodes}
        fresh: dict[str, list[Row]] = {node.stage.name: [] for node in self._nodes}
        waiting = iter(inputs)
        lanes = [self._lane(waiting, known, fresh) for _ in range(min(self._lanes, len(inputs)))]
        try:
            await _all(lanes)
        finally:
            for name, rows in fresh.items():
                self._ledger.write(name, self._bucket, rows)
        return self.tallies

    async def _lane(self, waiting: Iterator[Input], known: dict[str, Fated], fresh: dict[str, list[Row]]) -> None:
        for row in waiting:
            growing = GrowingRecord(row.parse())
            await self._through(growing, known, fresh)  # and let go: records held to the end cost a third of the time

    def fail(self, inputs: Sequence[Input], error: str, message: str) -> Tallies:
        """Writes the next stage of each record as failed: for a record that kills the worker it runs on."""
        keys = [row.key for row in inputs]
        for row in inputs:
            growing = GrowingRecord(row.parse())
            for node in self._nodes:
                name = node.stage.name
                print_ = fingerprint(node.digest, node.stage.reads, growing)
                found = self._ledger.read(name, self._bucket, keys).get((row.key, print_))
                if found is None:
                    failed = Row(row.key, print_, "failed", error, message, is_retryable=True)
                    self._ledger.write(name, self._bucket, [failed])
                    self.tallies[name].add(failed, is_reused=False)
                    break
                self.tallies[name].add(found, is_reused=True)
                growing.replay(found.adds)
        return self.tallies

    async def _through(self, growing: GrowingRecord, known: dict[str, Fated], fresh: dict[str, list[Row]]) -> None:
        for node in self._nodes:
            name = node.stage.name
            print_ = fingerprint(node.digest, node.stage.reads, growing)
            row = known[name].get((growing.key, print_))
            is_reused = row is not None and not (self._retry_failed and row.fate == "failed")
            if row is None or not is_reused:
                row = await compute(node, growing, print_)
                fresh[name].append(row)
                self.tallies[name].seconds += row.seconds
            else:
                growing.replay(row.adds)
            self.tallies[name].add(row, is_reused)
            if row.fate != "kept":
                return


async def _all(lanes: Sequence[Coroutine[None, None, None]]) -> None:
    """Raises the first error once the others have come to their end: what they bought is kept."""
    over = await asyncio.gather(*lanes, return_exceptions=True)
    for error in over:
        if error is not None:
            raise error


async def compute(node: Node, growing: GrowingRecord, print_: str) -> Row:
    """Runs the stage on the record; any exception but a StopError is this record's failure and nobody else's."""
    start = time.perf_counter()
    try:
        outcome = await node.stage.run(growing.record())
        if isinstance(outcome, Kept):
            adds = growing.grow(outcome.adds)
    except StopError:
        raise
    except Exception as error:  # whatever a stage raises is counted, never lost: the record is failed by its class
        seconds = time.perf_counter() - start
        return Row(
            growing.key, print_, "failed", type(error).__name__, str(error)[:2000], is_retryable=True, seconds=seconds
        )
    seconds = time.perf_counter() - start
    match outcome:
        case Rejected(rule, detail, value, threshold):
            return Row(growing.key, print_, "rejected", rule, detail, value, threshold, seconds=seconds)
        case Kept():
            return Row(
                growing.key,
                print_,
                "kept",
                adds=adds,
                made=tuple(sorted(outcome.made.items())),
                dropped=outcome.dropped,
                answers=outcome.answers,
                spend=outcome.spend,
                seconds=seconds,
            )
