"""Reads the ledger back: where each record of a bucket stands under the present stages, computing nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.annotate.fold import GrowingRecord, fingerprint
from pipeline.annotate.graph import Node
from pipeline.intake.input import Input
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.row import Row

Standing = Literal["annotated", "rejected", "failed", "waiting"]


@dataclass(frozen=True, slots=True)
class Story:
    """One record's way: the rows that hold, in stage order, and where it ended. `waiting`: a stage has not run yet."""

    input: Input
    growing: GrowingRecord
    rows: tuple[tuple[str, Row], ...]
    standing: Standing


def replay(ledger: Ledger, nodes: Sequence[Node], bucket: str, inputs: Sequence[Input]) -> Iterator[Story]:
    """One story for each input that was kept."""
    kept = [row for row in inputs if row.fate == "kept"]
    keys = [row.key for row in kept]
    known = {node.stage.name: ledger.read(node.stage.name, bucket, keys) for node in nodes}
    for row in kept:
        growing = GrowingRecord(row.parse())
        rows: list[tuple[str, Row]] = []
        standing: Standing = "annotated"
        for node in nodes:
            name = node.stage.name
            found = known[name].get((growing.key, fingerprint(node.digest, node.stage.reads, growing)))
            if found is None:
                standing = "waiting"
                break
            rows.append((name, found))
            if found.fate != "kept":
                standing = found.fate
                break
            growing.replay(found.adds)
        yield Story(row, growing, tuple(rows), standing)
