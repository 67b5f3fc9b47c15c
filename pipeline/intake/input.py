"""One row per image met, with its fate on the way in: the first table of every run; all else builds on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from pipeline.ledger.row import DROPPED_LIST, MADE_LIST, dropped_from, dropped_to, made_to
from pipeline.protocols.stage import Dropped
from pipeline.sources.source import Draft, Locator, Refused
from schemas.record import Record

Fate = Literal["kept", "rejected", "merged"]

SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("identity", pa.string()),
        ("content", pa.string()),
        ("fate", pa.string()),
        ("rule", pa.string()),
        ("detail", pa.string()),
        ("value", pa.float64()),
        ("threshold", pa.float64()),
        ("record", pa.string()),
        ("source", pa.string()),
        ("path", pa.string()),
        ("offset", pa.int64()),
        ("length", pa.int64()),
        ("made", MADE_LIST),
        ("dropped", DROPPED_LIST),
        ("phash", pa.uint64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Input:
    """`record` is the record as JSON, empty unless kept. For a merged one `detail` is the key it became part of.

    `phash`: the picture's perceptual hash as a number, for reading without the record.
    """

    key: str
    fate: Fate
    locator: Locator
    identity: str = ""
    content: str = ""
    rule: str = ""
    detail: str = ""
    value: float | None = None
    threshold: float | None = None
    record: str = ""
    made: tuple[tuple[str, int], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    phash: int | None = None

    def parse(self) -> Record:
        return Record.model_validate_json(self.record)


def from_draft(draft: Draft) -> Input:
    record = draft.record
    return Input(
        record.key,
        "kept",
        draft.locator,
        identity=record.identity,
        content=record.content,
        record=record.model_dump_json(exclude_defaults=True),
        made=tuple(sorted(draft.made.items())),
        dropped=draft.dropped,
        phash=int(record.image.phash, 16) if record.image.phash else None,
    )


def from_refused(source: str, refused: Refused) -> Input:
    why = refused.why
    return Input(
        refused.key,
        "rejected",
        Locator(source, ""),
        rule=why.rule,
        detail=why.detail,
        value=why.value,
        threshold=why.threshold,
    )


def to_draft(row: Input) -> Draft:
    return Draft(row.parse(), row.locator, dict(row.made), row.dropped)


def columns(rows: Sequence[Input]) -> dict[str, list[Any]]:
    return {
        "key": [r.key for r in rows],
        "identity": [r.identity for r in rows],
        "content": [r.content for r in rows],
        "fate": [r.fate for r in rows],
        "rule": [r.rule for r in rows],
        "detail": [r.detail for r in rows],
        "value": [r.value for r in rows],
        "threshold": [r.threshold for r in rows],
        "record": [r.record for r in rows],
        "source": [r.locator.source for r in rows],
        "path": [r.locator.path for r in rows],
        "offset": [r.locator.offset for r in rows],
        "length": [r.locator.length for r in rows],
        "made": [made_to(r.made) for r in rows],
        "dropped": [dropped_to(r.dropped) for r in rows],
        "phash": [r.phash for r in rows],
    }


def to_table(rows: Sequence[Input]) -> pa.Table:
    found = columns(rows)
    return pa.table([pa.array(found[field.name], field.type) for field in SCHEMA], schema=SCHEMA)


def from_lines(lines: Iterable[dict[str, Any]]) -> list[Input]:
    """From Arrow's to_pylist."""
    return [
        Input(
            line["key"],
            line["fate"],
            Locator(line["source"], line["path"], line["offset"], line["length"]),
            identity=line["identity"],
            content=line["content"],
            rule=line["rule"],
            detail=line["detail"],
            value=line["value"],
            threshold=line["threshold"],
            record=line["record"],
            made=tuple((m["kind"], m["count"]) for m in line["made"]),
            dropped=dropped_from(line["dropped"]),
            phash=line.get("phash"),  # imports of before version 2 have none
        )
        for line in lines
    ]
