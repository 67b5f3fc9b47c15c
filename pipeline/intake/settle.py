"""Settles one bucket: images met in several sources become one record, and the bucket's inputs are written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.intake.buckets import bucket_name
from pipeline.intake.input import Input, from_draft, from_lines, to_draft, to_table
from pipeline.intake.inputs import hash_order
from pipeline.intake.sorted_file import read_bucket
from pipeline.ledger.part import write_part
from pipeline.sources.merge import merge
from pipeline.store.store import Store

Twins = tuple[tuple[str, str], ...]
"""Images of one identity: (key, file of drafts that holds it)."""


@dataclass(frozen=True, slots=True)
class SettleItem:
    """`twins`: the groups that one of this bucket's keys belongs to."""

    bucket: int
    drafts: str
    twins: tuple[Twins, ...]
    target: str


def settle(store: Store, item: SettleItem) -> tuple[str, int]:
    """Writes the bucket's part of the inputs; returns its path and number of rows. Idempotent.

    No rows, no part: a file that nobody reads would never be found damaged.
    """
    rows = {row.key: row for row in _read(store, item.drafts)}
    if not rows:
        return "", 0
    for group in item.twins:
        rows.update({key: row for key, row in _merge(store, group).items() if key in rows})
    path = write_part(store, f"{item.target}/{bucket_name(item.bucket)}", to_table(hash_order(list(rows.values()))))
    return path, len(rows)


def _merge(store: Store, group: Twins) -> dict[str, Input]:
    """Every bucket that holds a twin computes the whole group: rare, pure, and nothing has to be passed on."""
    found = [row for key, drafts in group for row in _read(store, drafts) if row.key == key]
    return merged(found)


def merged(rows: Sequence[Input]) -> dict[str, Input]:
    """The fates of one identity's rows, by key. A kept row with a rule says why it was not merged, and with which."""
    by_key = {row.key: row for row in rows}
    result = merge([to_draft(row) for row in rows])
    fates = {draft.record.key: from_draft(draft) for draft in result.drafts}
    for key, winner in result.absorbed.items():
        fates[key] = replace(
            by_key[key], fate="merged", rule="same_image", detail=winner, record="", made=(), dropped=()
        )
    for key, other in result.apart.items():
        fates[key] = replace(fates[key], rule="aspect_ratio", detail=other)
    return fates


def _read(store: Store, path: str) -> list[Input]:
    return [row for batch in read_bucket(store, [path], 0) for row in from_lines(batch.to_pylist())]
