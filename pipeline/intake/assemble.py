"""Joins the fragments of each image in one bucket and opens its picture: one task per bucket, in parallel."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pipeline.intake.input import SCHEMA, Input, columns, from_draft, from_refused
from pipeline.intake.scatter import Scattered, read_marker
from pipeline.intake.sorted_file import read_bucket, write_sorted
from pipeline.sources.source import Fragment, Refused, Source
from pipeline.store.store import Store


@dataclass(frozen=True, slots=True)
class AssembleItem:
    """One bucket of fragments of all sources, to be written to `target`. `markers`: what `scatter` left, by source."""

    bucket: int
    markers: tuple[tuple[str, str], ...]
    target: str


@lru_cache(maxsize=16)
def _scattered(store: Hashable, marker: str) -> Scattered:
    """Once per worker: the tables of V3Det are several MB."""
    return read_marker(cast(Store, store), marker)


def assemble(store: Store, sources: Mapping[str, Source], item: AssembleItem) -> int:
    """Writes the bucket's drafts; returns how many images it met. Idempotent."""
    rows: list[Input] = []
    for name, marker in item.markers:
        scattered = _scattered(cast(Hashable, store), marker)
        for image_id, fragments in _by_image(store, scattered.paths, item.bucket):
            met = sources[name].assemble(image_id, fragments, scattered.tables)
            rows.append(from_refused(name, met) if isinstance(met, Refused) else from_draft(met))
    rows.sort(key=lambda row: row.key)
    write_sorted(store, item.target, SCHEMA, [columns(rows)])
    return len(rows)


def _by_image(store: Store, paths: Sequence[str], bucket: int) -> list[tuple[str, list[Fragment]]]:
    found: dict[str, list[Fragment]] = {}
    for batch in read_bucket(store, paths, bucket):
        for line in batch.to_pylist():
            found.setdefault(line["id"], []).append(Fragment(line["id"], line["kind"], line["body"]))
    return sorted(found.items())
