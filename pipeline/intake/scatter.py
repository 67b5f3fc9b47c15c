"""Streams a source's annotation files once and spreads the fragments over bucketed files on disk."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline.intake.buckets import bucket_of
from pipeline.intake.sorted_file import write_sorted
from pipeline.sources.source import Fragment, Source
from pipeline.store.store import Store

FLUSH_BYTES = 24 * 1024 * 1024
"""Fragment text held before a file is written; a fragment costs about 0.5 kB of Python objects beside its text."""
FRAGMENT_OVERHEAD = 500

SCHEMA = pa.schema([("id", pa.string()), ("kind", pa.string()), ("body", pa.string())])

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scattered:
    """What `scatter` left behind for one source: files sorted by bucket, and the source's small tables."""

    paths: tuple[str, ...]
    tables: dict[str, Any]
    num_fragments: int


def scatter(store: Store, folder: str, source: Source, num_buckets: int, on_progress: Callable[[int], None]) -> str:
    """Returns the path of the marker, written last: a finished scatter is not done again. Raises SourceError."""
    marker = f"{folder}/{source.name}/scattered.json"
    if store.exists(marker):
        return marker
    paths: list[str] = []
    pending: list[list[Fragment]] = [[] for _ in range(num_buckets)]
    held = total = 0
    for fragment in source.fragments():
        pending[bucket_of(f"{source.name}/{fragment.id}", num_buckets)].append(fragment)
        held += len(fragment.body) + FRAGMENT_OVERHEAD
        total += 1
        if held >= FLUSH_BYTES:
            paths.append(_flush(store, f"{folder}/{source.name}/{len(paths):06d}.arrow", pending))
            held = 0
            on_progress(total)
    paths.append(_flush(store, f"{folder}/{source.name}/{len(paths):06d}.arrow", pending))
    on_progress(total)
    body = {"paths": paths, "tables": dict(source.tables()), "num_fragments": total}
    store.write(marker, json.dumps(body).encode())
    return marker


def read_marker(store: Store, marker: str) -> Scattered:
    found = json.loads(store.read(marker))
    return Scattered(tuple(found["paths"]), found["tables"], found["num_fragments"])


def _flush(store: Store, path: str, pending: list[list[Fragment]]) -> str:
    columns = [
        {"id": [f.id for f in bucket], "kind": [f.kind for f in bucket], "body": [f.body for f in bucket]}
        for bucket in pending
    ]
    write_sorted(store, path, SCHEMA, columns)
    for bucket in pending:
        bucket.clear()
    return path
